package samples.bench.suite;

import java.io.IOException;
import java.util.List;
import samples.bench.child.PumpLoad;

/** Measures an echo server on one core; a client on another core sends it a lot of data on one connection. */
final class Pump implements Contender.Measure {
    private static final long BYTES = 1L << 30;

    private final Programs programs;
    private final Command server;

    Pump(Programs programs, Command server) {
        this.programs = programs;
        this.server = server;
    }

    @Override
    public List<Figure> take(Scale scale) throws Missing, IOException, InterruptedException {
        List<String> command = programs.pinned(Programs.MEASURED, server.words());
        try (Child child = Child.start(command, scale, programs.log())) {
            int port = child.announced("port");
            load(port, scale);
            double before = child.cpuSeconds();
            List<Figure> figures = load(port, scale);
            return List.of(new Figure("cpu", child.cpuSeconds() - before, "s"), figures.getFirst());
        }
    }

    private List<Figure> load(int port, Scale scale) throws Missing, IOException, InterruptedException {
        List<String> command = programs.java(PumpLoad.class, String.valueOf(port),
                String.valueOf((long) (BYTES * scale.size())));
        try (Child child = Child.start(programs.pinned(Programs.LOADING, command), scale, programs.log())) {
            return child.figures();
        }
    }
}
