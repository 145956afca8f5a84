package gevent.io;

import gevent.internal.ByName;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the transport of this JVM: the one that the property {@code gevent.loop} names, {@code epoll} or {@code nio}.
 * Without the property it is epoll on Linux, if available, and nio elsewhere. The choice is made once, when the first
 * socket or poller is made. Any thread.
 */
final class TransportSelector {
    private static final String PROPERTY = "gevent.loop";

    /** The transports, the better one first. They are built on this package, so they are named as text. */
    private enum Known {
        EPOLL("gevent.internal.epoll.EpollTransport"), NIO("gevent.internal.nio.NioTransport");

        private final String className;

        Known(String className) {
            this.className = className;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isForThisSystem() {
            return this != EPOLL || System.getProperty("os.name").equals("Linux");
        }

        Transport make() {
            return ByName.make(Transport.class, className);
        }
    }

    /** The choice that is under way or was made; null before, and again after a failure. */
    private static final AtomicReference<@Nullable FutureTask<Transport>> CHOICE = new AtomicReference<>();

    private TransportSelector() {
    }

    /**
     * Waits for the choice, which a thread makes that nobody interrupts. An interrupt would end the reading of the native
     * library, and so rule out epoll for good. An interrupt of the caller is kept. A greenlet leaves its hub's thread
     * while it waits: with a cold disk the library takes a while.
     */
    static Transport get() {
        FutureTask<Transport> task = CHOICE.get();
        if (task == null) {
            FutureTask<Transport> mine = new FutureTask<>(() -> choose(System.getProperty(PROPERTY)));
            task = CHOICE.compareAndExchange(null, mine);
            if (task == null) {
                task = mine;
                runUndisturbed(mine);
            }
        }
        return resultOf(task);
    }

    private static void runUndisturbed(FutureTask<Transport> task) {
        try {
            Thread.ofPlatform().daemon().inheritInheritableThreadLocals(false).name("gevent-transport").start(task);
        } catch (OutOfMemoryError noThread) {
            task.run();
        }
    }

    private static Transport resultOf(FutureTask<Transport> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            CHOICE.compareAndSet(task, null);
            throw TransportSelector.<RuntimeException>sneak(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X sneak(@Nullable Throwable t) throws X {
        throw (X) t;
    }

    private static Transport choose(@Nullable String name) {
        check();
        return name == null ? chooseBest() : choose(known(name));
    }

    private static Transport choose(Known wanted) {
        Transport made = wanted.make();
        if (made.missing() != null) {
            throw new UnsupportedOperationException(
                    "-D" + PROPERTY + "=" + wanted + " is not possible: " + made.missing());
        }
        return made;
    }

    private static Transport chooseBest() {
        String refused = "";
        for (Known known : Known.values()) {
            if (known.isForThisSystem()) {
                Transport made = known.make();
                if (made.missing() == null) {
                    if (!refused.isEmpty()) {
                        logNotice("The loop is " + known + ", not " + refused);
                    }
                    return made;
                }
                refused = known + ": " + made.missing();
            }
        }
        throw new IllegalStateException("There is no loop for this system: " + refused);
    }

    /** Logs on a separate thread: the caller may be in a loop, and a parked greenlet may hold the logger's lock. */
    private static void logNotice(String what) {
        Thread.ofPlatform().daemon(false).name("gevent-notice").start(
                () -> System.getLogger("gevent.hub").log(System.Logger.Level.INFO, what));
    }

    /**
     * Checks the property only.
     *
     * @throws IllegalArgumentException if it names no transport
     */
    static void check() {
        String name = System.getProperty(PROPERTY);
        if (name != null) {
            known(name);
        }
    }

    private static Known known(String name) {
        return Arrays.stream(Known.values()).filter(known -> known.toString().equals(name)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("-D" + PROPERTY + "=" + name + ": there are "
                        + Arrays.stream(Known.values()).map(Known::toString).collect(Collectors.joining(" and "))));
    }
}
