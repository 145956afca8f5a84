package gevent.asyncio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.hub.ChildJvm.Ended;
import gevent.hub.ChildJvm;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is told of things that nobody cares for any more. In a JVM of its own each. */
class ForgottenTest {
    @TempDir
    private Path temp;

    /** Something that is dropped, and what is told of it. */
    enum Case {
        COROUTINE(() -> Coroutine.of("work", () -> 1), "coroutine 'work' was never awaited"),
        TASK(() -> new EventLoop().createTask(Coroutine.of("work", () -> 1)),
                "Task was destroyed but it is pending!", "task: <Task pending name='Task-1' coro=<work() running at",
                "coroutine 'work' was never awaited"),
        TASK_THAT_WAITS(() -> begun(new Future<>()), "Task was destroyed but it is pending!"),
        TASK_THAT_FAILED(() -> begun(() -> {
            throw new IllegalStateException("no disk");
        }), "Task exception was never retrieved", "future: <Task finished name='Task-1' coro=<begun() done, defined at",
                "java.lang.IllegalStateException: no disk"),
        FUTURE_THAT_FAILED(() -> {
            Future<Integer> future = new Future<>();
            future.setException(new IllegalStateException("no disk"));
            return future;
        }, "Future exception was never retrieved", "java.lang.IllegalStateException: no disk");

        private final Supplier<Object> drop;
        private final List<String> told;

        Case(Supplier<Object> drop, String... told) {
            this.drop = drop;
            this.told = List.of(told);
        }

        private static Task<Integer> begun(Awaitable<Integer> code) {
            Task<Integer> task = Asyncio.getEventLoop().createTask(code::await);
            Asyncio.getEventLoop().stop();
            Asyncio.getEventLoop().runForever();
            return task;
        }

        static Case chosen() {
            return valueOf(System.getProperty("case"));
        }
    }

    /** Drops something, and waits until that is told. */
    static final class DropsIt {
        static void main() {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            PrintStream before = System.err;
            System.setErr(new PrintStream(err, true));
            Case dropped = Case.chosen();
            WeakReference<Object> reference = new WeakReference<>(dropped.drop.get());
            while (reference.get() != null || !dropped.told.stream()
                    .allMatch(err.toString(StandardCharsets.UTF_8)::contains)) {
                System.gc();
            }
            System.setErr(before);
            System.out.print("told");
        }
    }

    /** Ends while it still refers to something. */
    static final class EndsWithIt {
        private static Object kept;

        static void main() {
            kept = Case.chosen().drop.get();
            System.out.print(kept == null ? "" : "ended");
        }
    }

    /** Leaves nothing to be told of. */
    static final class CaresForAll {
        private static Object kept;         // lest it is told of before the program ends

        static void main() {
            kept = Case.COROUTINE.drop.get();
            Asyncio.run(() -> {
                Coroutine.of("awaited", () -> 1).await();
                Asyncio.createTask(() -> Asyncio.sleep(100));
                Asyncio.gather(Coroutine.of("gathered", () -> 1));
                Task<?> failed = Asyncio.createTask(() -> {
                    throw new IllegalStateException();
                });
                Asyncio.wait(List.of(failed));
                failed.exception();
                Gevent.sleep();
            });
            Coroutine.of("closed", () -> 1).close();
            Asyncio.getEventLoop().createTask(() -> 1).cancel();
            System.out.print(kept == null ? "" : "ended");
        }
    }

    private Ended run(Class<?> program, Case dropped) throws Exception {
        return ChildJvm.run(temp, program, ChildJvm.ACCESS, "-Dcase=" + dropped, "-Dgevent.loop=nio");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDroppedIsToldOfOnceItIsCollected(Case dropped) throws Exception {
        assertEquals(new Ended(0, "told", ""), run(DropsIt.class, dropped));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsLeftIsToldOfWhenTheProgramEnds(Case left) throws Exception {
        Ended ended = run(EndsWithIt.class, left);

        assertEquals("ended", ended.out());
        left.told.forEach(text -> assertTrue(ended.err().contains(text), ended::err));
    }

    /** The one coroutine of four that nobody has awaited shows that it is told of others. */
    @Test
    void whatWasCaredForIsNotToldOf() throws Exception {
        Ended ended = run(CaresForAll.class, Case.COROUTINE);

        assertEquals("ended", ended.out());
        assertTrue(ended.err().strip().matches("ForgottenTest.java:\\d+: coroutine 'work' was never awaited"),
                ended::err);
    }
}
