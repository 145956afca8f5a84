package gevent.subprocess;

import gevent.hub.IoWatcher;
import gevent.os.Descriptor;
import gevent.threadpool.Offload;
import gevent.threadpool.Pools;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The descriptors of a child that is being started. {@link #close} closes those that are no longer needed. */
final class ChildPipes implements AutoCloseable {
    private static final String NOWHERE = "/dev/null";
    private static final @Nullable Descriptor INHERITED = null;
    private static final int STANDARD_OUTPUT = 1;

    /** The child's descriptor, null if inherited, and this process's end of it if it is a pipe. */
    record PipeEnd(@Nullable Descriptor theirs, @Nullable Descriptor ours) {
    }

    private final List<Descriptor> ours = new ArrayList<>(3);
    private final List<Descriptor> theirs = new ArrayList<>(3);
    private boolean keep;

    PipeEnd input(Redirect redirect) throws IOException {
        return switch (redirect) {
            case Redirect.Constant constant -> switch (constant) {
                case INHERIT -> new PipeEnd(INHERITED, null);
                case PIPE -> pipe(0);
                case DEVNULL -> given(Descriptor.open(NOWHERE, IoWatcher.READ));
                case STDOUT -> throw new IllegalArgumentException("stdin: STDOUT is for stderr");
            };
            case Redirect.From from -> given(opened(
                    () -> Descriptor.openAndBlock(from.path().toString(), IoWatcher.READ)));
            case Redirect.Open open -> shared(open.descriptor());
            case Redirect.OutputOf(Popen other) -> given(other.takeOutput());
            case Redirect.To to -> throw new IllegalArgumentException("stdin: " + to + " is for output");
        };
    }

    PipeEnd output(Redirect redirect) throws IOException {
        return switch (redirect) {
            case Redirect.Constant constant -> switch (constant) {
                case INHERIT -> new PipeEnd(INHERITED, null);
                case PIPE -> pipe(1);
                case DEVNULL -> given(Descriptor.open(NOWHERE, IoWatcher.WRITE));
                case STDOUT -> throw new IllegalArgumentException("stdout: STDOUT is for stderr");
            };
            case Redirect.To to -> given(opened(() -> Descriptor.openOutput(to.path().toString(), to.append())));
            case Redirect.Open open -> shared(open.descriptor());
            case Redirect.OutputOf of -> throw new IllegalArgumentException("stdout: " + of + " is for stdin");
            case Redirect.From from -> throw new IllegalArgumentException("stdout: " + from + " is for stdin");
        };
    }

    /** The standard error that goes where the output goes. */
    PipeEnd same(PipeEnd output) {
        return new PipeEnd(output.theirs() != null ? output.theirs() : Descriptor.asItIs(STANDARD_OUTPUT), null);
    }

    private PipeEnd pipe(int theirIndex) throws IOException {
        Descriptor[] pipe = Descriptor.pipe();
        ours.add(pipe[1 - theirIndex]);
        theirs.add(pipe[theirIndex]);
        return new PipeEnd(blocking(pipe[theirIndex]), pipe[1 - theirIndex]);
    }

    private PipeEnd given(Descriptor descriptor) throws IOException {
        theirs.add(descriptor);
        return new PipeEnd(blocking(descriptor), null);
    }

    private static PipeEnd shared(Descriptor descriptor) throws IOException {
        descriptor.checkOpen();
        return new PipeEnd(blocking(descriptor), null);
    }

    private static Descriptor blocking(Descriptor descriptor) throws IOException {
        Descriptor.setNonBlocking(descriptor.number(), false);
        return descriptor;
    }

    /** Opens on a pool thread, because the path may be a FIFO or on a slow disk. */
    private static Descriptor opened(Offload.Blocking<Descriptor> open) throws IOException {
        return Offload.call(Pools.blocking(), open, Descriptor::close);
    }

    void keepOurs() {
        keep = true;
    }

    @Override
    public void close() throws IOException {
        for (Descriptor one : theirs) {
            one.close();
        }
        if (!keep) {
            for (Descriptor one : ours) {
                one.close();
            }
        }
    }
}
