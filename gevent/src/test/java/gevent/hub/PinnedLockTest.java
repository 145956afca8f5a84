package gevent.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.Gevent;
import gevent.Greenlet;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lock under which a greenlet stays on its carrier. */
class PinnedLockTest {
    @TempDir
    private Path temp;

    /** Overflows the stack at many depths, each time with the lock in another state, and then waits. */
    static final class Overflows {
        private static final PinnedLock LOCK = new PinnedLock();

        public static void main(String[] args) {
            Gevent.run(() -> {
                int[] turns = {0};
                Greenlet<?> other = Gevent.spawn(() -> {
                    while (true) {
                        Gevent.sleep();
                        turns[0]++;
                    }
                });
                for (int round = 0; round < 200; round++) {
                    overflow(round % 8);
                    int before = turns[0];
                    Gevent.sleep();
                    Gevent.sleep();
                    if (turns[0] == before || LOCK.isLocked()) {
                        System.out.println("stuck after round " + round);
                        return;
                    }
                }
                other.kill();
                System.out.println("fine");
            });
        }

        private static void overflow(int offset) {
            try {
                if (offset > 0) {
                    overflow(offset - 1);
                } else {
                    recurse();
                }
            } catch (StackOverflowError deepEnough) {
                // The next round begins elsewhere.
            }
        }

        private static void recurse() {
            try (PinnedLock _ = LOCK.hold()) {
                touch();
            }
            recurse();
        }

        private static void touch() {
        }
    }

    @Test
    void aStackOverflowLeavesItFreeAndItsGreenletUnpinned() throws Exception {
        assertEquals("fine\n", ChildJvm.run(temp, Overflows.class, ChildJvm.ACCESS).out());
    }
}
