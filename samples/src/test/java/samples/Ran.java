package samples;

import gevent.hub.Hub;
import gevent.testing.Simulation;
import java.time.Duration;
import java.util.List;

/**
 * What a sample has done that was run here, by its name, on a hub of its own.
 *
 * @param out the lines that it has printed
 * @param err those on the standard error
 * @param time that it took
 */
public record Ran(List<String> out, List<String> err, Duration time) {
    /** Runs a sample that only sleeps to its end, in virtual time. */
    public static Ran inVirtualTime(String name) {
        try (Printed printed = new Printed()) {
            Simulation simulation = new Simulation(0);
            simulation.play(() -> Samples.main(new String[] {name}));
            return new Ran(printed.out(), printed.err(), simulation.elapsed());
        }
    }

    /** Runs a sample to its end. */
    public static Ran sample(String name) throws Exception {
        try (Printed printed = new Printed()) {
            long start = System.nanoTime();
            Samples.main(new String[] {name});
            return new Ran(printed.out(), printed.err(), Duration.ofNanos(System.nanoTime() - start));
        } finally {
            Hub hub = Hub.getIfExists();
            if (hub != null) {
                hub.close();
            }
        }
    }
}
