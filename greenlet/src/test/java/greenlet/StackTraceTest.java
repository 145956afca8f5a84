package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stack trace of a greenlet: where it is suspended, and nothing else. */
class StackTraceTest {
    private final Greenlet main = Greenlet.current();

    @AfterEach
    void removeTheTracer() {
        Greenlet.setTrace(null);
    }

    private static List<String> methods(StackTraceElement[] trace) {
        return Arrays.stream(trace).map(StackTraceElement::getMethodName).toList();
    }

    private void inner() {
        main.switchTo();
    }

    private void outer() {
        inner();
    }

    private Greenlet suspendedInInner() {
        Greenlet g = new Greenlet(this::outer);
        g.switchTo();
        return g;
    }

    @Test
    void theFramesAreThoseOfTheGreenletInnermostFirst() {
        assertEquals(List.of("inner", "outer"), methods(suspendedInInner().stackTrace()));
    }

    @Test
    void theFramesOfALambdaBodyAreItsOwnToo() {
        Greenlet g = new Greenlet(first -> main.switchTo());
        g.switchTo();

        StackTraceElement[] trace = g.stackTrace();

        assertEquals(1, trace.length, () -> Arrays.toString(trace));
        assertEquals(StackTraceTest.class.getName(), trace[0].getClassName());
    }

    @Test
    void anUnstartedGreenletHasNoFrames() {
        assertEquals(0, new Greenlet(this::outer).stackTrace().length);
    }

    @Test
    void aDeadGreenletHasNoFrames() {
        Greenlet g = suspendedInInner();
        g.throwTo();

        assertEquals(0, g.stackTrace().length);
    }

    @Test
    void theCurrentGreenletHasNoFrames() {
        StackTraceElement[] own = new Greenlet(first -> Greenlet.current().stackTrace()).switchTo();

        assertEquals(0, own.length);
        assertEquals(0, main.stackTrace().length);
    }

    @Test
    void theMainGreenletIsWhereItSwitchedAway() {
        List<String> methods = methods(switchAndLookAtMain());

        assertEquals("switchAndLookAtMain", methods.getFirst());
        assertEquals("theMainGreenletIsWhereItSwitchedAway", methods.get(1));
    }

    private StackTraceElement[] switchAndLookAtMain() {
        return new Greenlet(first -> main.stackTrace()).switchTo();
    }

    @Test
    void theMainGreenletIsFoundBelowAnyNumberOfFrames() {
        List<String> methods = methods(new Greenlet(first -> mainBelow(2_000)).switchTo());

        assertTrue(methods.getFirst().equals("theMainGreenletIsFoundBelowAnyNumberOfFrames"), methods::toString);
    }

    private StackTraceElement[] mainBelow(int frames) {
        return frames == 0 ? main.stackTrace() : mainBelow(frames - 1);
    }

    @Test
    void theMainGreenletOfAVirtualThreadIsWhereItSwitchedAway() throws Exception {
        List<String> methods = OtherThread.virtual(() -> {
            Greenlet ofVirtual = Greenlet.current();
            StackTraceElement[] trace = new Greenlet(first -> ofVirtual.stackTrace()).switchTo();
            return methods(trace);
        });

        assertTrue(methods.getFirst().startsWith("lambda$theMainGreenletOfAVirtualThread"), methods::toString);
    }

    @Test
    void aSiblingMayLookAtASuspendedGreenlet() {
        Greenlet g = suspendedInInner();

        StackTraceElement[] trace = new Greenlet(first -> g.stackTrace()).switchTo();

        assertEquals(List.of("inner", "outer"), methods(trace));
    }

    @Test
    void theMainGreenletMayBeSuspendedInItsTracer() {
        Greenlet looker = new Greenlet(first -> main.stackTrace());
        StackTraceElement[][] seen = new StackTraceElement[1][];
        Greenlet.setTrace((event, origin, target) -> {
            Greenlet.setTrace(null);
            seen[0] = looker.switchTo();
        });

        main.switchTo();

        String innermost = methods(seen[0]).getFirst();
        assertTrue(innermost.startsWith("lambda$theMainGreenletMayBeSuspendedInItsTracer"), innermost);
    }

    @Test
    void anExceptionTellsWhichBodyThrewIt() {
        RuntimeException thrown = new Greenlet(first -> failure()).switchTo();

        assertEquals("failure", methods(thrown.getStackTrace()).getFirst());
    }

    private static RuntimeException failure() {
        return new RuntimeException();
    }
}
