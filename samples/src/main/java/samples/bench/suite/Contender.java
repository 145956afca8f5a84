package samples.bench.suite;

import java.io.IOException;
import java.util.List;

/** A library or program that does a work, and how it is measured. */
record Contender(String name, Measure measure) {
    /** One measurement, in separate processes. */
    interface Measure {
        /**
         * Takes the measurement; blocks until it ends.
         *
         * @throws Missing if this machine lacks something that the measurement needs
         * @throws IOException if the measurement failed
         */
        List<Figure> take(Scale scale) throws Missing, IOException, InterruptedException;
    }
}
