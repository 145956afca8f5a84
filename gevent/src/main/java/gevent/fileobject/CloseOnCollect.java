package gevent.fileobject;

import gevent.os.Descriptor;
import java.io.IOException;
import java.lang.ref.Cleaner;

/** Closes what is below a stream that nobody closed and nobody refers to any more. */
final class CloseOnCollect {
    private static final Cleaner CLEANER = Cleaner.create();

    private CloseOnCollect() {
    }

    /** @param below must not refer to the stream; a second close of it has no effect */
    static void closes(Object stream, Descriptor below) {
        CLEANER.register(stream, () -> {
            try {
                below.close();
            } catch (IOException nobodyToTell) {
                // Nothing that was written can be lost by it, as nothing is buffered.
            }
        });
    }
}
