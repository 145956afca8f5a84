package gevent;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.hub.Reported;
import greenlet.GreenletExit;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Killing a greenlet that stands in a wait of the JDK, which is interrupted for it. */
@ExtendWith(FreshHub.class)
class KillInJdkWaitTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final GreenletExit EXIT = new GreenletExit("told so");

    private final List<Object> seen = new ArrayList<>();

    /** A greenlet that has run until it first waits. */
    private Greenlet<Void> begun(Action body) {
        Greenlet<Void> g = spawn(body);
        sleep();
        return g;
    }

    private void see(Object what) {
        seen.add(what);
    }

    @Test
    void inASleepOfTheJdkItIsInterrupted() {
        Greenlet<Void> g = begun(() -> {
            try {
                Thread.sleep(LONG);
            } catch (InterruptedException e) {
                seen.add("interrupted");
                throw e;
            }
        });

        g.kill(EXIT, true, null);

        assertEquals(List.of("interrupted"), seen);
        assertTrue(g.isSuccessful(), "the interrupt stands for the exit");
    }

    @Test
    void inAPipeOfTheJdkItIsInterruptedToo() {
        PipedInputStream pipe = new PipedInputStream();
        Greenlet<Void> g = begun(() -> {
            pipe.connect(new PipedOutputStream());
            pipe.read();
        });

        g.kill(EXIT, true, null);

        assertTrue(g.isSuccessful(), "the InterruptedIOException stands for the exit");
    }

    @Test
    void whatElseItFailsWithAfterAnInterruptIsItsFailure() {
        Reported.here();
        Greenlet<Void> g = begun(() -> {
            LockSupport.park();
            throw new SocketTimeoutException("which is an InterruptedIOException, but by no interrupt");
        });

        g.kill(EXIT, true, null);

        assertInstanceOf(SocketTimeoutException.class, g.exception());
    }

    @Test
    void theErrorThatAnInterruptStoodForIsTheFailure() {
        Reported.here();
        Exception failure = new Exception("thrown in");
        Greenlet<Void> g = begun(() -> Thread.sleep(LONG));

        g.kill(failure, true, null);

        assertSame(failure, g.exception());
    }

    @Test
    void afterASleepOfTheJdkItSurfacesAtTheNextWait() {
        Greenlet<Void> g = begun(() -> {
            try {
                Thread.sleep(LONG);
            } catch (InterruptedException e) {
                seen.add("interrupted");
            }
            sleep(LONG);
            seen.add("slept");
        });

        g.kill();

        assertTrue(g.isDead());
        assertEquals(List.of("interrupted"), seen);
    }

    @Test
    void inAParkOfTheJdkItIsInterrupted() {
        Greenlet<Void> g = begun(() -> {
            LockSupport.park();
            seen.add("unparked");
            sleep(LONG);
        });

        g.kill();

        assertTrue(g.isDead());
        assertEquals(List.of("unparked"), seen);
    }

    @Test
    void inALockOfTheJdkItIsInterruptedIfTheLockAllows() {
        ReentrantLock lock = new ReentrantLock();
        Greenlet<Void> owner = spawn(() -> {
            lock.lock();
            try {
                sleep(LONG);
            } finally {
                lock.unlock();
            }
        });
        Greenlet<Void> g = begun(lock::lockInterruptibly);

        g.kill();

        assertTrue(g.isDead() && g.isSuccessful());
        assertFalse(owner.isDead());
        owner.kill();
    }

    @Test
    void inALockThatIgnoresInterruptsItSurfacesBehindTheLock() {
        ReentrantLock lock = new ReentrantLock();
        Greenlet<Void> owner = spawn(() -> {
            lock.lock();
            sleep();
            sleep();
            sleep();
            lock.unlock();
        });
        Greenlet<Void> g = begun(() -> {
            lock.lock();
            try {
                seen.add("locked");
                sleep(LONG);
            } finally {
                lock.unlock();
            }
        });

        g.kill();

        assertTrue(g.isDead() && owner.isDead());
        assertEquals(List.of("locked"), seen);
        assertFalse(lock.isLocked());
    }

    @Test
    void anInterruptThatCarriedAKillIsGoneWhenTheKillHasSurfaced() {
        Greenlet<Boolean> g = spawn(() -> {
            LockSupport.park();
            try {
                sleep();
            } catch (GreenletExit e) {
                return Thread.currentThread().isInterrupted();
            }
            return null;
        });
        sleep();

        g.kill();

        assertEquals(false, g.value());
    }
}
