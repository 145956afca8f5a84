package samples.bench.suite;

import java.io.IOException;
import java.util.List;

/** Measures a client that downloads from nginx, client and server on a core each. */
final class Download implements Contender.Measure {
    /** The command line of a client for a number of URLs, {@code base} followed by 0, 1, 2… */
    interface Client {
        List<String> words(String base, int count) throws Missing, IOException, InterruptedException;
    }

    private final Programs programs;
    private final Nginx.Kind files;
    private final Client client;
    private final boolean wholeProcess;

    /** @param wholeProcess whether to measure the whole process; otherwise the client measures itself when warm */
    Download(Programs programs, Nginx.Kind files, Client client, boolean wholeProcess) {
        this.programs = programs;
        this.files = files;
        this.client = client;
        this.wholeProcess = wholeProcess;
    }

    @Override
    public List<Figure> take(Scale scale) throws Missing, IOException, InterruptedException {
        try (Nginx nginx = Nginx.start(programs, scale)) {
            List<String> command = programs.pinned(Programs.MEASURED,
                    client.words(nginx.base(files), scale.of(files.count())));
            long start = System.nanoTime();
            double before = Child.cpuSecondsOfEnded();
            List<Figure> figures;
            try (Child child = Child.start(command, scale, programs.log())) {
                figures = child.figures();
            }
            return !wholeProcess ? figures
                    : List.of(new Figure("wall", (System.nanoTime() - start) / 1e9, "s"),
                            new Figure("cpu", Child.cpuSecondsOfEnded() - before, "s"));
        }
    }
}
