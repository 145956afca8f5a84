package gevent.monkey.launch;

import gevent.Gevent;
import gevent.hub.KeyboardInterrupt;
import gevent.monkey.Agent;
import gevent.monkey.Monkey;
import gevent.threadpool.Pools;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.Objects;

/** Starts a program in a greenlet, and ends it as {@code java} would have done. */
public final class Launcher {
    private static final int FAILED = 1;
    private static final int ENDED_BY_CTRL_C = 128 + 2;

    private Launcher() {
    }

    /** Runs the program that the command line names; see {@link gevent.monkey.Main}. */
    public static void launch(String[] commandLine) {
        Options options;
        try {
            options = Options.parse(commandLine);
        } catch (Options.Wrong e) {
            throw fail("gevent: " + e.getMessage() + "; --help tells more");
        }
        if (options.answer() != null) {
            System.out.print(options.answer());
            return;
        }
        prepare(options);
        // Before there is a hub, so that the monitor does not report the compiler.
        MainMethod main = find(options);
        Gevent.run(() -> run(main, options));
    }

    private static void prepare(Options options) {
        // As under java, Ctrl-C ends the program, whatever main waits for or computes.
        setUnlessSet("gevent.sigint", "false");
        if (options.loop() != null) {
            System.setProperty("gevent.loop", options.loop());
        }
        if (options.monitor() != null) {
            System.setProperty("gevent.monitor", options.monitor());
        }
        try {
            Patches.apply(options.patches());
        } catch (IllegalStateException e) {
            fail("gevent: " + e.getMessage());
        }
        Agent.patchDaemons();
        if (options.verbose()) {
            System.err.print(Monkey.report());
        }
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** Runs main. Ends the JVM as java does: when main and all non-daemon threads have ended, whatever else runs. */
    private static void run(MainMethod main, Options options) {
        Gevent.getcurrent().setName("main");
        Thread.currentThread().setContextClassLoader(main.owner().getClassLoader());
        int status = 0;
        try {
            main.run(options.arguments());
        } catch (KeyboardInterrupt uncaught) {
            System.exit(ENDED_BY_CTRL_C);
        } catch (Throwable t) {
            status = FAILED;
            tell(t);
        }
        awaitOtherThreads();
        System.exit(status);
    }

    private static MainMethod find(Options options) {
        try {
            return MainMethod.of(Program.of(options).mainClass());
        } catch (Program.Unusable e) {
            throw fail(e.getMessage());
        } catch (IOException | InvalidPathException e) {
            throw fail("gevent: " + options.program() + " cannot be read: " + e.getMessage());
        } catch (LinkageError e) {
            throw fail("gevent: " + options.program() + " cannot be loaded: " + e);
        }
    }

    /** Never returns; the return type only informs the compiler. */
    private static IllegalStateException fail(String message) {
        System.err.println(message);
        System.exit(FAILED);
        return new IllegalStateException("after the end");
    }

    /** Reports an uncaught exception as the JVM does. */
    private static void tell(Throwable uncaught) {
        Stacks.trim(uncaught);
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, uncaught);
    }

    /** Keeps the JVM, and the hub on which virtual threads run, alive while there is another non-daemon thread. */
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
