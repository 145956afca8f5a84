package samples.bench.suite;

import java.io.IOException;
import java.util.List;

/** The command line of a child, which may have to be built first. */
interface Command {
    List<String> words() throws Missing, IOException, InterruptedException;
}
