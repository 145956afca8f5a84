package gevent.fileobject;

import gevent.os.Descriptor;
import java.io.IOException;
import java.lang.ref.Cleaner;

/** Closes the descriptor under a stream that became unreachable without being closed. */
final class CloseOnCollect {
    private static final Cleaner CLEANER = Cleaner.create();

    private CloseOnCollect() {
    }

    /**
     * Closes {@code below} once {@code stream} is collected. {@code below} must not refer to the stream. Closing
     * {@code below} a second time has no effect.
     */
    static void closes(Object stream, Descriptor below) {
        CLEANER.register(stream, () -> {
            try {
                below.close();
            } catch (IOException nobodyToTell) {
                // No written data is lost, because nothing is buffered.
            }
        });
    }
}
