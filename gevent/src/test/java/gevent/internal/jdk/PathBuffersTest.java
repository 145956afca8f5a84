package gevent.internal.jdk;

import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.hub.Hub;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Main and its greenlets are one thread to the system, and the JDK keeps memory with paths in it for a thread. */
@ExtendWith(FreshHub.class)
class PathBuffersTest {
    @TempDir
    private Path temp;

    @Test
    void mainUsesItsOwnPathAfterAGreenletHasUsedAnother() throws Exception {
        Path mine = Files.writeString(temp.resolve("mine"), "mine");
        Path other = Files.writeString(temp.resolve("other"), "other");
        for (int i = 0; i < 3; i++) {
            assertEquals("mine", Files.readString(mine));
            assertEquals("other", spawn(() -> Files.readString(other)).get());
            assertEquals("mine", Files.readString(mine));
        }
        assertTrue(Files.exists(mine));
        assertTrue(spawn(() -> Files.exists(other)).get());
        Files.delete(mine);

        assertFalse(Files.exists(mine));
        assertTrue(Files.exists(other));
    }

    @Test
    void soItDoesAfterATurnByHand() {
        Path none = temp.resolve("none");
        assertFalse(Files.exists(none));
        spawn(() -> Files.exists(temp));
        Hub.get().loop().runOnce();

        assertFalse(Files.exists(none));
    }
}
