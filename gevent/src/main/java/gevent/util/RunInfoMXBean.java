package gevent.util;

import java.util.List;

/** {@link RunInfo} for JMX, named {@link Diagnostics#NAME}; each attribute is taken anew when it is read. */
public interface RunInfoMXBean {
    /** The whole report, as {@link RunInfo#toString} writes it. */
    String getReport();

    /** How many hubs answered. */
    int getHubs();

    /** How many greenlets they have. */
    int getGreenlets();

    /** The circles of those that wait for each other, one line each. */
    List<String> getDeadlocks();
}
