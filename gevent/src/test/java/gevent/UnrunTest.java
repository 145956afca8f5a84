package gevent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.ChildJvm;
import gevent.hub.ChildJvm.Ended;
import gevent.hub.Hub;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Greenlets that never run, because the thread that spawned them ends without waiting. */
class UnrunTest {
    @TempDir
    private Path temp;

    static final class Forgetful {
        public static void main(String[] args) {
            Greenlet<?> unrun = Gevent.spawn(() -> System.out.println("never"));
            unrun.setName("forgotten");
        }
    }

    @Test
    void aGreenletThatNeverRanIsNamedWithThePlaceOfItsSpawn() throws Exception {
        Ended ended = ChildJvm.run(temp, Forgetful.class, ChildJvm.ACCESS);

        assertEquals("", ended.out());
        assertTrue(ended.err().contains("<Hub of main> has ended with its thread"), ended.err());
        assertTrue(ended.err().contains("1 greenlet to run"), ended.err());
        assertTrue(ended.err().contains("forgotten"), ended.err());
        assertTrue(ended.err().contains("Forgetful.main"), ended.err());
    }

    static final class Crowd {
        public static void main(String[] args) {
            for (int i = 0; i < 1000; i++) {
                Gevent.spawn(() -> { });
            }
        }
    }

    @Test
    void ofManyOnlySomeAreNamed() throws Exception {
        Ended ended = ChildJvm.run(temp, Crowd.class, ChildJvm.ACCESS);

        assertTrue(ended.err().contains("1000 greenlets to run"), ended.err());
        assertEquals(20, ended.err().lines().filter(line -> line.contains("Crowd.main")).count(), ended.err());
    }

    static final class Careful {
        public static void main(String[] args) throws InterruptedException {
            Gevent.spawn(() -> System.out.println("joined")).join();
            Thread.ofPlatform().start(() -> {
                Gevent.spawn(() -> { });
                Hub.get().close();
            }).join();
            Gevent.run(() -> System.out.println("run"));
        }
    }

    @Test
    void aThreadThatWaitsOrClosesItsHubIsNotWarnedOf() throws Exception {
        Ended ended = ChildJvm.run(temp, Careful.class, ChildJvm.ACCESS);

        assertEquals("joined\nrun\n", ended.out());
        assertEquals("", ended.err());
    }
}
