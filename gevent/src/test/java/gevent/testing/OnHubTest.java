package gevent.testing;

import static gevent.Gevent.getHub;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.testing.Switches.assertNoSwitch;
import static gevent.testing.Switches.assertSwitches;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.event.Event;
import gevent.hub.Hub;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Test methods as greenlets. */
@OnHub
class OnHubTest {
    private static boolean ranWithoutTest;

    @AfterEach
    void theHubIsClosed() {
        assertNull(Hub.getIfExists());
    }

    @AfterAll
    static void theMethodWithoutTestRan() {
        assertTrue(ranWithoutTest);
    }

    @OnHub
    void aMethodIsATestWithoutSayingSo() {
        ranWithoutTest = Thread.currentThread().isVirtual();
    }

    @RepeatedTest(2)
    void aRepeatedTestRunsInAGreenlet() {
        assertTrue(Thread.currentThread().isVirtual());
    }

    @ParameterizedTest
    @ValueSource(ints = 1)
    void aParameterizedTestRunsInAGreenlet(int one) {
        assertEquals(one == 1, Thread.currentThread().isVirtual());
    }

    @Test
    void theMethodRunsInAGreenlet() {
        assertTrue(Thread.currentThread().isVirtual());
        assertTrue(getHub().isOnlyGreenlets());
        sleep(0.001);
    }

    @Test
    @OnHub(mayLeaveGreenlets = true)
    void greenletsMayBeLeftIfThatIsSaid() {
        spawn(() -> sleep(1000));
    }

    @Test
    void greenletsThatAreLeftAreALeak() {
        var left = spawn(() -> sleep(1000));

        AssertionError leak = assertThrows(AssertionError.class, Leaks::check);

        assertTrue(leak.getMessage().contains("sleep"), leak::getMessage);
        left.kill();
        Leaks.check();
    }

    @Test
    void aWaitIsASwitch() throws Exception {
        assertSwitches(() -> sleep(0.001));
        assertSwitches(Gevent::sleep);
        assertThrows(AssertionError.class, () -> assertNoSwitch(Gevent::sleep));
    }

    @Test
    void whatIsReadyIsNoSwitch() throws Exception {
        Event event = new Event();
        event.set();

        assertNoSwitch(event::await);
        assertThrows(AssertionError.class, () -> assertSwitches(event::await));
    }

    @Test
    void aSpawnIsNoSwitch() throws Exception {
        assertNoSwitch(() -> spawn(() -> assertEquals(1, 1)));
    }
}
