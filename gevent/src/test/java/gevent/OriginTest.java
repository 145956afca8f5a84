package gevent;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.hub.Reported;
import greenlet.GreenletExit;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a kill or a timeout is recognised through: what libraries make of it. */
@ExtendWith(FreshHub.class)
class OriginTest {
    private static final Duration SOON = Duration.ofMillis(10);
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Reported reported = Reported.here();

    @AfterEach
    void nothingIsReported() {
        assertEquals(List.of(), reported.errors());
    }

    /** A way in which libraries wait, and what they throw when that wait is cut short. */
    private record Library(String name, Callable<String> read) {
        @Override
        public String toString() {
            return name;
        }
    }

    private interface Wrapping {
        Throwable wrap(Throwable caught);
    }

    /** In a wait of the JDK's, which is interrupted. The library sets the thread's status again, as it should. */
    private static Library ofTheJdk(String name, Wrapping wrapping) {
        return new Library("JDK wait: " + name, () -> {
            try {
                return new LinkedBlockingQueue<String>().take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw sneak(wrapping.wrap(e));
            }
        });
    }

    /** In a wait of ours, such as one in a patched socket. */
    private static Library ofOurs(String name, Wrapping wrapping) {
        return new Library("gevent wait: " + name, () -> {
            try {
                sleep(LONG);
                return "";
            } catch (Throwable t) {
                throw sneak(wrapping.wrap(t));
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X sneak(Throwable t) throws X {
        throw (X) t;
    }

    /** Of a module that this one does not need. */
    private static Throwable namingInterrupt() {
        try {
            return (Throwable) Class.forName("javax.naming.InterruptedNamingException").getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Throwable suppressing(Throwable t) {
        Throwable other = new IOException("broken pipe");
        other.addSuppressed(t);
        return other;
    }

    private static Throwable inARing(Throwable t) {
        Throwable outer = new IllegalStateException("outer");
        Throwable inner = new IllegalStateException("inner", outer);
        outer.initCause(inner);
        inner.addSuppressed(t);
        return outer;
    }

    static Stream<Library> libraries() {
        return Stream.of(
                ofTheJdk("as it is", e -> e),
                ofTheJdk("InterruptedIOException", _ -> new InterruptedIOException()),
                ofTheJdk("ClosedByInterruptException", _ -> new ClosedByInterruptException()),
                ofTheJdk("InterruptedNamingException", _ -> namingInterrupt()),
                ofTheJdk("unchecked", RuntimeException::new),
                ofTheJdk("an error", Error::new),
                ofTheJdk("twice", e -> new UncheckedIOException(new IOException(e))),
                ofTheJdk("suppressed", OriginTest::suppressing),
                ofOurs("as it is", e -> e),
                ofOurs("checked", IOException::new),
                ofOurs("unchecked", IllegalStateException::new),
                ofOurs("twice", e -> new IllegalStateException(new IOException(e))),
                ofOurs("suppressed", OriginTest::suppressing),
                ofOurs("in a ring", OriginTest::inARing));
    }

    private static void assertNotInterrupted() {
        assertFalse(Thread.currentThread().isInterrupted(), "interrupted");
        sleep();
        sleep(SOON);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void withTimeoutGivesTheFallback(Library library) {
        spawn(() -> {
            assertEquals("fallback", withTimeout(SOON, library.read(), "fallback"));
            assertNotInterrupted();
        }).get();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void withTimeoutThrowsTheTimeout(Library library) {
        spawn(() -> {
            Timeout thrown = assertThrows(Timeout.class, () -> withTimeout(SOON, library.read()));
            assertEquals(SOON, thrown.duration());
            assertNotInterrupted();
        }).get();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void theOuterOneOfTwoLimitsIsTheOneThatIsUp(Library library) {
        spawn(() -> {
            assertEquals("outer", withTimeout(SOON, () -> withTimeout(LONG, library.read(), "inner"), "outer"));
            assertNotInterrupted();
        }).get();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void aTimeoutKnowsWhatItCaused(Library library) {
        spawn(() -> {
            Timeout limit = new Timeout(SOON);
            Timeout other = Timeout.start(LONG);
            Throwable thrown;
            try (limit) {
                limit.start();
                thrown = assertThrows(Throwable.class, library.read()::call);
            }
            assertTrue(limit.caused(thrown));
            assertFalse(other.caused(thrown));
            other.close();
            assertNotInterrupted();
        }).get();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void aKilledGreenletIsSuccessful(Library library) {
        GreenletExit exit = new GreenletExit("told so");
        Greenlet<String> g = spawn(library.read());
        sleep();

        g.kill(exit, true, null);

        assertTrue(g.isSuccessful(), () -> g.exception().toString());
        assertSame(exit, assertThrows(CancellationException.class, g::get).getCause());
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void aKillIsKnownInsideTheBody(Library library) {
        Greenlet<Boolean> g = spawn(() -> Greenlet.isKill(assertThrows(Throwable.class, library.read()::call)));
        sleep();

        g.kill();

        assertTrue(g.value());
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void aKillInsideALimitIsNoTimeout(Library library) {
        Greenlet<String> g = spawn(() -> withTimeout(LONG, library.read(), "fallback"));
        sleep();

        g.kill();

        assertTrue(g.isSuccessful(), () -> g.exception().toString());
        assertNull(g.value());
    }

    // ---- what is none

    @Test
    void theKillOfAnotherGreenletIsAFailure() {
        Greenlet<String> other = spawn(() -> {
            sleep(LONG);
            return "";
        });
        Greenlet<String> g = Greenlet.quiet(Gevent.getHub(), other::get);
        g.start();
        sleep();

        other.kill();
        g.join();

        assertInstanceOf(CancellationException.class, g.exception());
    }

    @Test
    void anInterruptByAnotherIsAFailure() {
        Event thrownInto = new Event();
        Greenlet<Throwable> g = spawn(() -> {
            assertThrows(GreenletExit.class, () -> sleep(LONG));
            thrownInto.set();
            return assertThrows(InterruptedException.class, () -> Thread.sleep(LONG));
        });
        sleep();
        g.kill(new GreenletExit(), false, null);
        thrownInto.await();

        g.thread().interrupt();

        assertInstanceOf(InterruptedException.class, g.get());
    }

    @Test
    void aReadThatTimesOutIsNoInterrupt() {
        spawn(() -> {
            Library library = ofTheJdk("SocketTimeoutException", _ -> new SocketTimeoutException("Read timed out"));
            assertThrows(java.util.concurrent.CompletionException.class,
                    () -> withTimeout(SOON, library.read(), "fallback"));
            assertNotInterrupted();
        }).get();
    }

    @Test
    void aFailureBeforeTheLimitIsAFailure() {
        IllegalStateException failure = new IllegalStateException(new InterruptedException("by hand"));
        Timeout limit = Timeout.start(LONG);

        assertFalse(limit.caused(failure));
        assertFalse(limit.caused(limit));
        limit.close();
    }

    @Test
    void anExceptionWithABrokenCauseStillEndsTheGreenlet() {
        RuntimeException broken = new RuntimeException("broken") {
            @Override
            public synchronized Throwable getCause() {
                throw new UnsupportedOperationException("no cause");
            }
        };
        Greenlet<String> g = Greenlet.quiet(Gevent.getHub(), ofOurs("broken", _ -> broken).read());
        g.start();
        sleep();

        g.kill();

        assertSame(broken, g.exception());
    }

    @Test
    void outOfMemoryOnTheWayOfAKillIsAFailure() {
        OutOfMemoryError none = new OutOfMemoryError("for a test");
        Greenlet<String> g = Greenlet.quiet(Gevent.getHub(), ofOurs("out of memory", kill -> {
            none.addSuppressed(kill);
            return none;
        }).read());
        g.start();
        sleep();

        g.kill();

        assertSame(none, g.exception());
    }
}
