package gevent.util;

import gevent.hub.HubInfo;
import gevent.os.Signals;
import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Shows the {@link RunInfo} of a running process from outside, by a signal or by JMX. Both are off unless they are
 * switched on here, or for a whole program by {@code -Dgevent.runinfo=USR1,jmx}.
 *
 * <pre>{@code
 * Diagnostics.printOn("USR1");             // kill -USR1 PID: which greenlet waits for what, on System.err
 * }</pre>
 *
 * <p>Both work while hubs are blocked. With the property, {@code jcmd PID ManagementAgent.start_local} and jconsole
 * reach JMX. Any thread.
 */
public final class Diagnostics {
    /** The object name of the bean. */
    public static final String NAME = "gevent:type=RunInfo";

    private static final String PROPERTY = "gevent.runinfo";

    private Diagnostics() {
    }

    /** Applies {@code -Dgevent.runinfo} before the first hub is made. */
    static final class Startup implements Runnable {
        @Override
        public void run() {
            startIfWanted();
        }
    }

    /**
     * Prints a {@link RunInfo} to {@code System.err} whenever the process gets a signal.
     *
     * @param signal without {@code SIG}; {@code "USR1"} is free, SIGQUIT and SIGUSR2 belong to the JVM
     * @return close it to end this
     * @throws IllegalArgumentException if there is no such signal, or the JVM reserves it
     */
    public static AutoCloseable printOn(String signal) {
        return Signals.handle(signal, () -> System.err.println(RunInfo.take()));
    }

    /** Registers a {@link RunInfoMXBean} with the platform's MBean server. Does nothing if one is registered. */
    public static void registerMBean() {
        try {
            ManagementFactory.getPlatformMBeanServer().registerMBean(new Bean(), new ObjectName(NAME));
        } catch (InstanceAlreadyExistsException another) {
            // The registered bean reports the same.
        } catch (JMException e) {
            throw new IllegalStateException("The MBean server refuses " + NAME, e);
        }
    }

    private static void startIfWanted() {
        for (String way : System.getProperty(PROPERTY, "").split(",", -1)) {
            if (way.equalsIgnoreCase("jmx")) {
                registerMBean();
            } else if (!way.isBlank()) {
                printOnOrWarn(way.strip());
            }
        }
    }

    /** A program must not fail because of its diagnostics. */
    private static void printOnOrWarn(String signal) {
        try {
            printOn(signal);
        } catch (IllegalArgumentException e) {
            System.getLogger("gevent.util").log(System.Logger.Level.WARNING,
                    "-D" + PROPERTY + "=" + signal + " has no effect: it wants a free signal (USR1), jmx, or both", e);
        }
    }

    private static final class Bean implements RunInfoMXBean {
        @Override
        public String getReport() {
            return RunInfo.take().toString();
        }

        @Override
        public int getHubs() {
            return RunInfo.take().hubs().size();
        }

        @Override
        public int getGreenlets() {
            return RunInfo.take().hubs().stream().mapToInt(hub -> hub.greenlets().size() + hub.more()).sum();
        }

        @Override
        public List<String> getDeadlocks() {
            return RunInfo.take().cycles().stream().map(HubInfo::describe).toList();
        }
    }
}
