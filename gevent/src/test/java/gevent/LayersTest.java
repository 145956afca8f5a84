package gevent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.PackageGraph.Edge;
import gevent.hub.Hub;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The packages stand on each other in one order: each uses those above it in the list, never one below. */
class LayersTest {
    private static final List<String> ORDER = List.of(
            "gevent.internal.jdk",
            "gevent.internal.libc",
            "gevent.hub",
            "gevent",
            "gevent.io",
            "gevent.internal.nio",
            "gevent.internal.epoll",
            "gevent.event",
            "gevent.lock",
            "gevent.queue",
            "gevent.pool",
            "gevent.threadpool",
            "gevent.os",
            "gevent.fileobject",
            "gevent.socket",
            "gevent.ssl",
            "gevent.select",
            "gevent.server",
            "gevent.subprocess",
            "gevent.signal",
            "gevent.asyncio",
            "gevent.util",
            "gevent.testing");

    /** The door of the kernel: a part of it. */
    private static final String DOOR = "gevent.internal";

    /** {@code hub.spawn(…)} and {@code hub.threadpool()}: where users look for them. */
    private static final List<Edge> FACADES = List.of(
            new Edge("gevent.hub", "gevent", "gevent/hub/Hub.class"),
            new Edge("gevent.hub", "gevent.threadpool", "gevent/hub/Hub.class"));

    @Test
    void eachPackageUsesThoseAboveItOnly() throws Exception {
        List<Edge> wrong = graph().edges().filter(edge -> layer(edge.from()) < layer(edge.to())).toList();

        assertEquals(FACADES, wrong);
    }

    @Test
    void theListIsComplete() throws Exception {
        Set<String> known = new TreeSet<>(ORDER);
        known.add(DOOR);

        assertEquals(known, graph().packages());
    }

    private static PackageGraph graph() throws Exception {
        return PackageGraph.of(Path.of(Hub.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }

    private static int layer(String name) {
        return ORDER.indexOf(name.equals(DOOR) ? "gevent.hub" : name);
    }
}
