package gevent.testing;

import gevent.Gevent;
import gevent.hub.Hub;
import gevent.hub.HubInfo;
import gevent.hub.Strand;
import gevent.hub.StrandInfo;
import java.util.List;
import java.util.stream.Collectors;

/** What a test has left behind. */
final class Leaks {
    /** How many turns a killed greenlet may need to end. */
    private static final int LAST_TURNS = 10;

    private Leaks() {
    }

    /** Fails if the hub has greenlets other than the current one. */
    static void check() {
        for (int i = 0; i < LAST_TURNS && !left().isEmpty(); i++) {
            Gevent.sleep();
        }
        List<StrandInfo> left = left();
        if (!left.isEmpty()) {
            throw new AssertionError("greenlets were left:\n"
                    + left.stream().map(greenlet -> "  " + greenlet).collect(Collectors.joining("\n")));
        }
    }

    private static List<StrandInfo> left() {
        HubInfo info = Hub.get().inspect();
        return info.greenlets().stream().filter(greenlet -> greenlet.strand() != Strand.current()).toList();
    }
}
