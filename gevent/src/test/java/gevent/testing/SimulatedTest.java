package gevent.testing;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Test methods in simulations. */
class SimulatedTest {
    private static final Set<Long> SEEDS = new TreeSet<>();

    @Simulated(seeds = 25)
    void theMethodRunsOncePerSeedInVirtualTime() {
        SEEDS.add(Simulation.current().seed());
        sleep(Duration.ofDays(365));
        assertEquals(365, Simulation.current().elapsed().toDays());
    }

    @AfterAll
    static void allSeedsRan() {
        assertEquals(25, SEEDS.size());
    }

    /** Methods that fail, run by the extension and not by the engine. */
    private static final class Failing {
        private int count;

        @Simulated
        void losesAnUpdate() {
            count = 0;
            joinall(spawn(this::increment), spawn(this::increment));
            assertEquals(2, count);
        }

        private void increment() {
            int read = count;
            sleep();
            count = read + 1;
        }

        @Simulated(mayLeaveGreenlets = false)
        void leavesAGreenlet() {
            spawn(() -> sleep(1000));
        }
    }

    private record Call(Method getExecutable, Failing object) implements ReflectiveInvocationContext<Method> {
        @Override
        public Class<?> getTargetClass() {
            return Failing.class;
        }

        @Override
        public List<Object> getArguments() {
            return List.of();
        }

        @Override
        public Optional<Object> getTarget() {
            return Optional.of(object);
        }
    }

    private static SimulationFailure failureOf(String method) throws NoSuchMethodException {
        Call call = new Call(Failing.class.getDeclaredMethod(method), new Failing());
        return assertThrows(SimulationFailure.class,
                () -> new SimulatedExtension().interceptTestMethod(new Skipped(), call, null));
    }

    private static final class Skipped implements InvocationInterceptor.Invocation<Void> {
        @Override
        public Void proceed() {
            throw new AssertionError("not outside of a simulation");
        }
    }

    @Test
    void aFailureTellsTheSeedAndTheSteps() throws Exception {
        SimulationFailure failure = failureOf("losesAnUpdate");

        assertTrue(failure.getMessage().contains("-Dgevent.seed=" + failure.seed()), failure::getMessage);
        assertTrue(failure.getMessage().contains("Greenlet-1"), failure::getMessage);
        assertTrue(failure.repeats());
    }

    @Test
    void aGreenletThatIsLeftIsAFailureIfThatIsSaid() throws Exception {
        assertTrue(failureOf("leavesAGreenlet").getCause().getMessage().contains("greenlets were left"));
    }
}
