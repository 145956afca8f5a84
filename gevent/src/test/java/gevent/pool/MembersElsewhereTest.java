package gevent.pool;

import static gevent.Gevent.spawn;
import static gevent.event.Setting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.hub.LoopExit;
import gevent.hub.OtherThread;
import gevent.hub.Waiter;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Members on other hubs: main waits for those that are there, and not for those that have left. */
@ExtendWith(FreshHub.class)
class MembersElsewhereTest {
    private final Thread main = Thread.currentThread();
    private final SynchronousQueue<Greenlet<?>> handover = new SynchronousQueue<>();
    private volatile boolean joins;         // whether main is about to join
    private volatile boolean over;

    @AfterEach
    void end() {
        over = true;
    }

    /** Ends once main's hub stands still, and so would have given up. */
    private OtherThread greenletElsewhere() {
        return OtherThread.start(() -> {
            Greenlet<Void> theirs = spawn(() -> until(
                    () -> over || joins && main.getState() != Thread.State.RUNNABLE));
            handover.put(theirs);
            theirs.join();
            return null;
        });
    }

    @Test
    void mainJoinsAMemberThatIsOnAnotherHub() throws Exception {
        Group group = new Group();
        OtherThread other = greenletElsewhere();
        Greenlet<?> theirs = handover.take();
        group.add(theirs);
        joins = true;
        group.join();

        assertTrue(theirs.isReady());
        other.result();
    }

    @Test
    void aMemberOfAnotherHubThatWasDiscardedIsNotWaitedFor() throws Exception {
        Group group = new Group();
        OtherThread other = greenletElsewhere();
        Greenlet<?> theirs = handover.take();
        group.add(theirs);
        group.discard(theirs);
        group.spawn(() -> new Waiter<>().get());

        assertThrows(LoopExit.class, group::join);
        group.kill();
        over = true;
        other.result();
    }

    @Test
    void whoCameFromElsewhereAndHasEndedIsNotWaitedFor() throws Exception {
        Pool one = new Pool(1);
        Event end = new Event();
        one.spawn(() -> end.await());
        OtherThread other = OtherThread.start(() -> one.spawn(() -> 7).get());
        until(() -> one.waiting() == 1);
        end.set();
        until(() -> !other.thread().isAlive());
        assertEquals(7, other.result());
        one.spawn(() -> new Waiter<>().get());

        assertThrows(LoopExit.class, one::join);
        one.kill();
    }
}
