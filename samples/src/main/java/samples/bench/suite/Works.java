package samples.bench.suite;

import static samples.bench.suite.Goal.ahead;
import static samples.bench.suite.Goal.within;

import java.util.List;
import samples.bench.child.Jmh;
import samples.bench.child.Server;

/** All that is measured, and what it should reach. */
final class Works {
    private static final String OURS = "gevent4j";
    private static final String FLOOR = "floor";
    private static final String C = "C, epoll";
    private static final String EPOLL = "Netty, epoll";
    private static final String URING = "Netty, io_uring";
    private static final String JDK = "JDK virtual threads";
    private static final String GEVENT = "CPython gevent";
    private static final String GREENLET = "CPython greenlet";

    private final Programs programs;

    Works(Programs programs) {
        this.programs = programs;
    }

    List<Work> all() {
        return List.of(switching(), http("http", 128), http("http2000", 2000));
    }

    private Work switching() {
        Work work = Work.named("switch");
        for (int depth : new int[] {1, 5, 20, 100}) {
            work = work.row(String.valueOf(depth), "explicit switch at depth " + depth, within(1.15, FLOOR),
                    ahead(GREENLET));
        }
        return work.by(OURS, jmh("SwitchBenchmark.toEachOther")).by(FLOOR, jmh("SwitchBenchmark.floor"))
                .by(GREENLET, python("primitives.py", "switch"));
    }

    private Work http(String name, int connections) {
        String of = ", fixed reply, one core, " + connections + " connections";
        return Work.named(name)
                .row("cpu", "server's time per request" + of, within(1.08, C), ahead(EPOLL), ahead(URING), ahead(JDK),
                        ahead(GEVENT))
                .row("p50", "half of the requests within" + of).row("p99", "99 % of the requests within" + of)
                .by(OURS, wrk(connections, () -> programs.java(Server.class, "http", "greenlets")))
                .by(C, wrk(connections, () -> programs.c("serve", "http")))
                .by(EPOLL, wrk(connections, () -> programs.peer("peers.NettyServer", "epoll")))
                .by(URING, wrk(connections, () -> programs.peer("peers.NettyServer", "io_uring")))
                .by(JDK, wrk(connections, () -> programs.java(Server.class, "http", "threads")))
                .by(GEVENT, wrk(connections, () -> programs.python("serve.py", "http")));
    }

    // ---- ways to measure

    private Contender.Measure wrk(int connections, Command server) {
        return new Wrk(programs, server, connections, 0);
    }

    private Contender.Measure jmh(String benchmark) {
        return new Printing(programs, () -> programs.java(Jmh.class, benchmark));
    }

    private Contender.Measure python(String script, String... arguments) {
        return new Printing(programs, () -> programs.python(script, arguments));
    }
}
