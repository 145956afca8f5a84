package samples.download;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows progress to the user: lines, and on a terminal a bar below them. */
final class Progress implements AutoCloseable {
    private static final String ERASE_LINE = "\r\u001b[K";

    private final ProgressBar bar;      // null on a pipe

    private Progress(ProgressBar bar) {
        this.bar = bar;
    }

    /** The progress of {@code files} downloads. */
    static Progress of(int files) {
        boolean terminal = System.console() != null && System.console().isTerminal();
        return new Progress(!terminal ? null : new ProgressBarBuilder().setTaskName("downloading").setInitialMax(files)
                .setUnit(" files", 1).setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(100).build());
    }

    void line(String text) {
        print(System.out, text);
    }

    void failure(String text) {
        print(System.err, text);
        step();
    }

    /** Counts one more file as done. */
    void step() {
        if (bar != null) {
            bar.step();
        }
    }

    private void print(PrintStream stream, String text) {
        stream.println(bar == null ? text : ERASE_LINE + text);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
