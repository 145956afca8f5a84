package gevent.subprocess;

import gevent.fileobject.FileObject;
import gevent.os.Child;
import gevent.os.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A child that posix_spawn started, with pipes that the loop watches. */
record NativeRunning(Child child, @Nullable OutputStream stdin, @Nullable InputStream stdout,
        @Nullable InputStream stderr, @Nullable Descriptor output) implements Running {
    static Running start(Command command) throws IOException {
        try (ChildPipes ends = new ChildPipes()) {
            ChildPipes.PipeEnd in = ends.input(command.stdin());
            ChildPipes.PipeEnd out = ends.output(command.stdout());
            ChildPipes.PipeEnd err =
                    command.stderr() == Redirect.STDOUT ? ends.same(out) : ends.output(command.stderr());
            Child child = Child.start(new Child.Plan(command.args(), command.cwd(), command.environment(),
                    in.theirs(), out.theirs(), err.theirs(), command.processGroup(), command.newSession()));
            ends.keepOurs();
            return new NativeRunning(child, in.ours() == null ? null : FileObject.output(in.ours()),
                    out.ours() == null ? null : FileObject.input(out.ours()),
                    err.ours() == null ? null : FileObject.input(err.ours()), out.ours());
        }
    }

    @Override
    public int pid() {
        return child.pid();
    }

    @Override
    public @Nullable Integer poll() {
        return child.poll();
    }

    @Override
    public void signal(int number) throws IOException {
        child.signal(number);
    }

    @Override
    public void whenEnded(IntConsumer callback) {
        child.whenEnded(ended -> callback.accept(Objects.requireNonNull(ended.poll())));
    }
}
