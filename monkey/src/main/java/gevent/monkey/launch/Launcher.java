package gevent.monkey.launch;

import gevent.Gevent;
import gevent.monkey.Agent;
import gevent.monkey.Monkey;
import gevent.threadpool.Pools;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/** Starts a program in a greenlet, and ends as {@code java} would have ended it. */
public final class Launcher {
    private static final int FAILED = 1;

    private Launcher() {
    }

    /** The program has failed, and that was told. */
    private static final class Failed extends RuntimeException {
        Failed(Throwable cause) {
            super(null, cause, false, false);
        }
    }

    /** Runs what the command line names; see {@link gevent.monkey.Main}. */
    public static void launch(String[] commandLine) {
        Options options;
        try {
            options = Options.parse(commandLine);
        } catch (Options.Wrong e) {
            throw fail(e.getMessage() + "; --help tells more");
        }
        if (options.program() == null) {
            System.out.print(Options.USAGE);
            return;
        }
        prepare(options);
        try {
            Gevent.run(() -> run(options));
        } catch (Failed failed) {
            // The JVM, too, is to know that main has failed: it ends with status 1 when all threads have ended.
            Thread.currentThread().setUncaughtExceptionHandler((_, _) -> { });
            throw failed;
        }
    }

    private static void prepare(Options options) {
        if (options.loop() != null) {
            System.setProperty("gevent.loop", options.loop());
        }
        if (options.monitor() != null) {
            System.setProperty("gevent.monitor", options.monitor());
        }
        try {
            Patches.apply(options.patches());
        } catch (IllegalStateException e) {
            fail(e.getMessage());
        }
        if (options.verbose()) {
            System.err.print(Monkey.report());
        }
    }

    private static void run(Options options) {
        Gevent.getcurrent().setName("main");
        Agent.setMain(Thread.currentThread());
        MainMethod main = find(options);
        Thread.currentThread().setContextClassLoader(main.owner().getClassLoader());
        Throwable uncaught = null;
        try {
            main.run(options.arguments());
        } catch (Throwable t) {
            uncaught = t;
            tell(t);
        }
        awaitOtherThreads();
        if (uncaught != null) {
            throw new Failed(uncaught);
        }
    }

    private static MainMethod find(Options options) {
        try {
            return MainMethod.of(Program.of(options).mainClass());
        } catch (Program.Unusable e) {
            throw fail(e.getMessage());
        } catch (IOException e) {
            throw fail(options.program() + " cannot be read: " + e.getMessage());
        }
    }

    /** @return never; so that the compiler sees it */
    private static Failed fail(String message) {
        System.err.println("gevent: " + message);
        System.exit(FAILED);
        return new Failed(null);
    }

    /** As the JVM does it, without our part of the stack. */
    private static void tell(Throwable uncaught) {
        StackTraceElement[] stack = uncaught.getStackTrace();
        int ours = stack.length;
        while (ours > 0 && !stack[ours - 1].getClassName().equals(MainMethod.class.getName())) {
            ours--;
        }
        while (ours > 0 && isOfReflection(stack[ours - 1].getClassName())) {
            ours--;
        }
        if (ours > 0) {
            uncaught.setStackTrace(Arrays.copyOf(stack, ours));
        }
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, uncaught);
    }

    private static boolean isOfReflection(String className) {
        return className.equals(MainMethod.class.getName()) || className.startsWith("java.lang.reflect.")
                || className.startsWith("jdk.internal.reflect.") || className.startsWith("java.lang.invoke.");
    }

    /** The JVM lives as long as a thread that is no daemon, and the hub, which virtual threads run on, with it. */
    private static void awaitOtherThreads() {
        Thread carrier = gevent.hub.Hub.get().mainStrand().thread();
        for (Thread other; (other = anyOther(carrier)) != null; ) {
            Thread last = other;
            Pools.blocking().apply(() -> {
                last.join();
                return null;
            });
        }
    }

    private static Thread anyOther(Thread carrier) {
        ThreadGroup all = carrier.getThreadGroup();
        while (all.getParent() != null) {
            all = all.getParent();
        }
        Thread[] threads = new Thread[all.activeCount() + 16];
        all.enumerate(threads);
        return Arrays.stream(threads).filter(Objects::nonNull)
                .filter(thread -> !thread.isDaemon() && thread != carrier && thread.isAlive()
                        && !thread.getName().equals("DestroyJavaVM"))
                .findFirst().orElse(null);
    }
}
