package gevent.fileobject;

import gevent.internal.Cleanup;
import gevent.os.Descriptor;
import java.io.IOException;

/** Closes the descriptor under a stream that became unreachable without being closed. */
final class CloseOnCollect {
    private CloseOnCollect() {
    }

    /**
     * Closes {@code below} once {@code stream} is collected. {@code below} must not refer to the stream. Closing
     * {@code below} a second time has no effect.
     */
    static void closes(Object stream, Descriptor below) {
        Cleanup.of(stream, () -> {
            try {
                below.close();
            } catch (IOException nobodyToTell) {
                // No written data is lost, because nothing is buffered.
            }
        });
    }
}
