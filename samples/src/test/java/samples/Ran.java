package samples;

import gevent.hub.Hub;
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
    /** Runs a sample to its end. */
    public static Ran sample(String name, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = name;
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try (Printed printed = new Printed()) {
            long start = System.nanoTime();
            Samples.main(command);
            return new Ran(printed.out(), printed.err(), Duration.ofNanos(System.nanoTime() - start));
        } finally {
            Hub hub = Hub.getIfExists();
            if (hub != null) {
                hub.close();
            }
        }
    }
}
