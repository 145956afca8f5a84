package samples.bench.suite;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Measures a server of HTTP on one core, under the load of wrk on another: its processor time for a request, and how
 * long the clients waited.
 */
final class Wrk implements Contender.Measure {
    /** Each of a second, and with an end of all connections, which a JVM compiles anew for. */
    private static final int WARM_UPS = 4;
    /** Methods that a connection enters once are compiled after some hundred of them. */
    private static final int WARM_UP_CONNECTIONS = 512;
    private static final int SECONDS = 5;

    private final Programs programs;
    private final Command server;
    private final int connections;
    private final int idle;

    /**
     * @param connections that send one request after the other
     * @param idle connections that are there, too
     */
    Wrk(Programs programs, Command server, int connections, int idle) {
        this.programs = programs;
        this.server = server;
        this.connections = connections;
        this.idle = idle;
    }

    @Override
    public List<Figure> take(Scale scale) throws Missing, IOException, InterruptedException {
        try (Child child = Child.start(programs.pinned(Programs.MEASURED, server.words()), scale, programs.log())) {
            int port = child.announced("port");
            try (IdleCrowd _ = IdleCrowd.at(port, scale.of(idle))) {
                for (int i = 0; i < scale.of(WARM_UPS); i++) {
                    load(port, Math.max(connections, WARM_UP_CONNECTIONS), 1, scale);
                }
                double before = child.cpuSeconds();
                Map<String, Figure> seen = load(port, connections, scale.of(SECONDS), scale);
                double spent = child.cpuSeconds() - before;
                return List.of(new Figure("cpu", spent / seen.get("requests").value() * 1e6, "µs"), seen.get("p50"),
                        seen.get("p99"), seen.get("rate"));
            }
        }
    }

    private Map<String, Figure> load(int port, int at, int seconds, Scale scale)
            throws Missing, IOException, InterruptedException {
        List<String> command = List.of(programs.debian("wrk", "wrk"), "-t1", "-c" + at, "-d" + seconds + "s",
                "-s", programs.source("wrk.lua").toString(), "http://127.0.0.1:" + port + "/");
        try (Child wrk = Child.start(programs.pinned(Programs.LOADING, command), scale, programs.log())) {
            Map<String, Figure> figures = wrk.figures().stream().collect(Collectors.toMap(Figure::name, f -> f));
            if (figures.get("errors").value() > 0) {
                throw new IOException("wrk met " + Numbers.format(figures.get("errors").value()) + " errors");
            }
            return figures;
        }
    }
}
