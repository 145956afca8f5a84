package gevent;

import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.event.Event;
import gevent.hub.ChildJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thread of a hub that ends while it is joined, and while a parked greenlet holds its monitor. */
class JoinedThreadTest {
    @TempDir
    private Path temp;

    static final class OfGreenlet {
        public static void main(String[] args) {
            Gevent.run(() -> {
                Event end = new Event();
                Thread[] thread = {null};
                spawn(() -> {
                    thread[0] = Thread.currentThread();
                    end.await();
                });
                Gevent.sleep();
                endWhileHeld(thread[0], end);
            });
        }
    }

    static final class OfGuest {
        public static void main(String[] args) {
            Gevent.run(() -> {
                Event end = new Event();
                Thread guest = Thread.startVirtualThread(end::await);
                Gevent.sleep();
                endWhileHeld(guest, end);
            });
        }
    }

    private static void endWhileHeld(Thread ending, Event end) {
        Event release = new Event();
        Greenlet<?> joiner = spawn(() -> ending.join());
        Gevent.sleep();
        Greenlet<?> holder = spawn(() -> {
            synchronized (ending) {
                release.await();
            }
        });
        Gevent.sleep();
        end.set();
        Gevent.sleep();
        Gevent.sleep();
        System.out.println("the hub turns");
        release.set();
        holder.join();
        joiner.join();
        System.out.println("joined");
    }

    @Test
    void theThreadOfAGreenlet() throws Exception {
        assertEquals("the hub turns\njoined\n", ChildJvm.run(temp, OfGreenlet.class, ChildJvm.ACCESS).out());
    }

    @Test
    void aThreadThatAGreenletStarted() throws Exception {
        assertEquals("the hub turns\njoined\n", ChildJvm.run(temp, OfGuest.class, ChildJvm.ACCESS).out());
    }
}
