package samples.asyncio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import samples.Child.Ended;
import samples.Child;
import samples.Ran;

/** The samples of asyncio: what each prints, in which order, and how long it takes. */
@Tag("io")
class AsyncioSamplesTest {
    /** What a busy machine may add; not so much that one thing after the other would pass for all at once. */
    private static void assertTook(double least, double less, Ran ran) {
        double seconds = ran.time().toNanos() / 1e9;
        assertTrue(seconds >= least && seconds < less, () -> seconds + " seconds");
    }

    private static Ran run(String name) throws Exception {
        Ran ran = Ran.sample(name);
        assertEquals(List.of(), ran.err());
        return ran;
    }

    private static void assertTookVirtually(double seconds, Ran ran) {
        assertEquals(Duration.ofNanos(Math.round(seconds * 1e9)), ran.time());
    }

    private static Ran runInVirtualTime(String name) {
        Ran ran = Ran.inVirtualTime(name);
        assertEquals(List.of(), ran.err());
        return ran;
    }

    private static double numberIn(String line, String before) {
        assertTrue(line.startsWith(before), line);
        return Double.parseDouble(line.substring(before.length()));
    }

    @Test
    void tasksTellOfThemselvesAndCallBack() throws Exception {
        assertLinesMatch(List.of(
                "Coroutine: <coroutine object doSomeWork at 0x[0-9a-f]+>",
                "After calling doSomeWork",
                "Waiting: 2",
                "After calling loop",
                "Task: <Task pending name='Task-\\d+' coro=<doSomeWork\\(\\) running at Tasks.java:\\d+>>",
                "Waiting: 2",
                "Task: <Task finished name='Task-\\d+' coro=<doSomeWork\\(\\) done, defined at Tasks.java:\\d+>"
                        + " result='Done after 2s'>",
                "is a Future: true",
                "Waiting: 2",
                "Callback: Done after 2s",
                "Callback: 2 Done after 2s",
                "Task ret: Done after 2s",
                "TIME: [0-9.E-]+"), runInVirtualTime("tasks").out());
    }

    /** One after the other would take 4 + 4 + 1.6 seconds. */
    @Test
    void severalTakeTheTimeOfTheSlowest() throws Exception {
        Ran ran = runInVirtualTime("together");

        assertLinesMatch(List.of(
                "Waiting 3",
                "Waiting 1",
                "Done",
                "Waiting 0",
                "Results: [0, java.io.IOException: no such page]",
                "Waiting 3",
                "Waiting 1",
                "done: \\[<Task finished name='one' coro=<doSomeWork\\(\\) done, defined at .* result=1>\\]",
                "pending: \\[<Task pending name='three' coro=<doSomeWork\\(\\) running at .*>>\\]",
                "then: 3"), ran.out().subList(0, 10));
        List<String> interleaved = ran.out().subList(10, 18);
        for (String sleep : List.of("sleep0.1", "sleep0.3")) {
            assertEquals(Stream.of(0, 1, 2, 3).map(i -> sleep + " null: loop=" + i + ", ").toList(),
                    interleaved.stream().filter(line -> line.startsWith(sleep)).toList());
        }
        assertEquals("sleep0.1 null: loop=0, ", interleaved.getFirst());
        assertEquals("sleep0.3 null: loop=3, ", interleaved.getLast());
        assertTookVirtually(3 + 3 + 1.2, ran);
    }

    /** One after the other would take 4 + 4 seconds. */
    @Test
    void aLoopRunsUntilItIsStoppedAndNeverOnceItIsClosed() throws Exception {
        Ran ran = runInVirtualTime("forever");

        assertEquals(List.of("Waiting 1", "Waiting 3", "Done", "stopped, and one is not done", "Done", "stopped again",
                "ready", "stopped at once",
                "Waiting 1", "Waiting 3", "Done", "Done", "all done",
                "Waiting 0", "Done", "RuntimeError: Event loop is closed"), ran.out());
        assertTookVirtually(3 + 3, ran);
    }

    @Test
    void aTimerCallsWhenItsTimeIsUp() throws Exception {
        Ran ran = runInVirtualTime("timer");

        assertEquals(List.of("Done"), ran.out());
        assertTookVirtually(3, ran);
    }

    @Test
    void aFutureIsSetOnceAndAwaited() throws Exception {
        Ran ran = runInVirtualTime("data");

        assertEquals(List.of("data", "InvalidStateError: FINISHED: <Future finished result='data'>"), ran.out());
        assertTookVirtually(1, ran);
    }

    @Test
    void threadsAndTasksWaitForEachOther() throws Exception {
        Ran ran = run("threads");

        assertLinesMatch(List.of("tick 0", "tick 1", "tick 2", "a by worker-\\d", "b, that is there at once",
                "c by a task, for worker-\\d"), ran.out());
        assertTook(2, 5, ran);
    }

    @Test
    void methodsAreCoroutines() throws Exception {
        Ran ran = runInVirtualTime("countdown");

        assertEquals(List.of("3", "2", "1", "start"), ran.out());
        assertTookVirtually(3, ran);
    }

    @Test
    void contextsBeginAndEndInTime() throws Exception {
        Ran ran = runInVirtualTime("game");
        List<String> out = new ArrayList<>(ran.out());
        double started = numberIn(out.remove(2), "start time: ... ");
        double ended = numberIn(out.remove(2), "game time: ");

        assertEquals(List.of("game loading...", "game start...", "game exit...",
                "game loading...", "game exit...", "game over", "uses connection", "released connection"), out);
        assertTrue(started >= 1 && ended >= started + 2, started + " " + ended);
        assertTookVirtually(4 + 2 + 0.2, ran);
    }

    /** One after the other would take 8 seconds. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void twoProgramsTalkAtOnce() throws Exception {
        Ran ran = run("ping");

        for (int ip : List.of(8, 4)) {
            String address = "127.0.0." + ip;
            assertEquals(Stream.concat(Stream.of(1, 2, 3, 4).map(i -> "64 bytes from " + address + ": icmp_seq=" + i),
                    Stream.of(address + " exited with " + ip)).toList(),
                    ran.out().stream().filter(line -> line.contains(address)).toList());
        }
        int firstEnd = Math.min(ran.out().indexOf("127.0.0.8 exited with 8"),
                ran.out().indexOf("127.0.0.4 exited with 4"));
        assertTrue(firstEnd > 4, ran.out()::toString);
        assertTook(4, 8, ran);
    }

    /** One after the other would take 15 seconds. */
    @Test
    void fiveRequestsOfThreeSecondsTakeThreeSeconds() throws Exception {
        Ran ran = run("requests");
        List<String> out = new ArrayList<>(ran.out());
        double cost = numberIn(out.removeLast(), "Cost time is ");

        assertTrue(out.remove("Status: 200"));
        assertEquals(10, out.size(), out::toString);
        String url = out.getFirst().substring("Waiting for ".length());
        for (int i = 0; i < 5; i++) {
            assertEquals("Waiting for " + url, out.get(i));
            assertEquals("get response from " + url + " result Hello!", out.get(5 + i));
        }
        assertTrue(cost >= 3 && cost < 12, () -> "" + cost);
        assertTook(3, 15, ran);
    }

    /** One after the other would take a hundred seconds. */
    @Test
    void aHundredRequestsByAllCoresComeInTheirOrder() throws Exception {
        Ran ran = run("cores");
        List<String> out = new ArrayList<>(ran.out());
        double cost = numberIn(out.removeLast(), "Cost time: ");

        assertEquals("Hubs: " + Math.min(100, Runtime.getRuntime().availableProcessors()), out.removeLast());
        assertEquals(IntStream.range(0, 100).mapToObj(i -> "Hello " + i + "!").toList(), out);
        assertTrue(cost >= 1 && cost < 30, () -> "" + cost);
    }

    @Test
    void generatorsWhoseBodyWaitsAreLoopedOverSentToThrownIntoAndClosed() throws Exception {
        Ran ran = runInVirtualTime("counting");
        List<String> atOnce = ran.out().subList(7, 13);

        assertEquals(List.of("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]", "[p0, p3, p6, p9]",
                "bucket: 0", "bucket: 1", "bucket: 0", "bucket: 1", "bucket: 2"), ran.out().subList(0, 7));
        for (String name : List.of("a", "b")) {
            assertEquals(List.of(name + " 0", name + " 1", name + " 2"),
                    atOnce.stream().filter(line -> line.startsWith(name)).toList());
        }
        assertNotEquals(atOnce.stream().sorted().toList(), atOnce);
        assertEquals(List.of("anext: 0", "asend: 3", "asend: 7", "caught: too much", "athrow: 0", "closed",
                "StopAsyncIteration"), ran.out().subList(13, ran.out().size()));
        assertTookVirtually(1 + 1.1 + 0.6 + 0.3 + 0.4, ran);
    }

    @Test
    void childrenDoNotOutliveTheirScopeAndOneFailureEndsAll() throws Exception {
        Ran ran = runInVirtualTime("scopes");

        assertEquals(List.of("waiting for the children", "child 1 started", "child 2 started",
                "child 1 done", "child 1 left", "child 2 done", "child 2 left", "all children have ended",
                "child 1 started", "child 100 started", "child 1 done", "child 1 left", "child 100 left",
                "thrown: child failed"), ran.out());
        assertTookVirtually(4, ran);
    }

    /** In a JVM of its own, whose end is when it tells of them. */
    @Test
    void coroutinesThatNobodyRunsAreToldOf() throws Exception {
        Ended ended = Child.run(new ProcessBuilder(Child.java("samples.Samples", "coroutines")));

        assertEquals(List.of("function() is 1", "generator() is a Generator", "asyncFunction() is a Coroutine",
                "awaited it is 1", "asyncGenerator() yields 1", "1", "1 1", "is a coroutine: true"), ended.out());
        assertLinesMatch(List.of("Coroutines.java:\\d+: coroutine 'doSomeWork' was never awaited",
                "Task was destroyed but it is pending!",
                "task: <Task pending name='Task-\\d+' coro=<doSomeWork\\(\\) running at Coroutines.java:\\d+>>",
                "Coroutines.java:\\d+: coroutine 'doSomeWork' was never awaited"), ended.err());
        assertEquals(0, ended.status());
    }
}
