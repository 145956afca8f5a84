package greenlet;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs code on a thread of its own, which has ended on return; what the code throws is thrown here. */
final class OtherThread {
    private OtherThread() {
    }

    static <T> T platform(Callable<T> code) throws Exception {
        return run(Thread.ofPlatform(), code);
    }

    static <T> T virtual(Callable<T> code) throws Exception {
        return run(Thread.ofVirtual(), code);
    }

    private static <T> T run(Thread.Builder kind, Callable<T> code) throws Exception {
        FutureTask<T> task = new FutureTask<>(code);
        kind.start(task).join();
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw Greenlet.<RuntimeException>sneak(e.getCause());
        }
    }
}
