package gevent.util;

import java.util.List;

/** {@link RunInfo} for JMX, named {@link Diagnostics#NAME}. Each read of an attribute takes a new snapshot. */
public interface RunInfoMXBean {
    /** The whole report, as {@link RunInfo#toString} writes it. */
    String getReport();

    /** The number of hubs that answered. */
    int getHubs();

    /** The number of greenlets on those hubs. */
    int getGreenlets();

    /** The cycles of strands that wait for each other, one line each. */
    List<String> getDeadlocks();
}
