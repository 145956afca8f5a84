package samples.bench.suite;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Measures an HTTP server on one core, under the load of wrk on another core: the server's processor time per request,
 * and the latencies that clients see.
 */
final class Wrk implements Contender.Measure {
    /** Each warm-up lasts a second and ends by closing all connections, after which a JVM compiles anew. */
    private static final int WARM_UPS = 4;
    /** The JVM compiles methods that a connection enters once after several hundred connections. */
    private static final int WARM_UP_CONNECTIONS = 512;
    private static final int SECONDS = 5;

    private final Programs programs;
    private final Command server;
    private final int connections;
    private final int idle;

    /**
     * @param connections the number of connections that send one request after the other
     * @param idle the number of additional connections that send nothing
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
