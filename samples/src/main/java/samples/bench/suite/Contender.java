package samples.bench.suite;

import java.io.IOException;
import java.util.List;

/** Who does a work, and how it is measured. */
record Contender(String name, Measure measure) {
    /** One measurement, in processes of its own. */
    interface Measure {
        /**
         * Takes it; blocks as long as that lasts.
         *
         * @throws Missing if what it needs is not on this machine
         * @throws IOException if it failed
         */
        List<Figure> take(Scale scale) throws Missing, IOException, InterruptedException;
    }
}
