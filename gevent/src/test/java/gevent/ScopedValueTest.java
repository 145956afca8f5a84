package gevent;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.pool.Group;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Scoped values: bound where they are bound, whoever runs in between. */
@ExtendWith(FreshHub.class)
class ScopedValueTest {
    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    private final List<String> seen = new ArrayList<>();

    private static String user() {
        return USER.orElse("nobody");
    }

    @Test
    void oneIsBoundAcrossWaits() {
        Greenlet<Void> one = spawn(() -> ScopedValue.where(USER, "one").run(() -> {
            sleep(0.001);
            seen.add(user());
            sleep();
            seen.add(user());
        }));
        one.get();

        assertEquals(List.of("one", "one"), seen);
    }

    @Test
    void eachGreenletHasItsOwn() {
        List<Greenlet<Void>> all = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            all.add(spawn(() -> ScopedValue.where(USER, name).run(() -> {
                for (int i = 0; i < 3; i++) {
                    seen.add(user());
                    sleep();
                }
            })));
        }
        joinall(all).forEach(Greenlet::get);

        assertEquals(List.of("a", "b", "a", "b", "a", "b"), seen);
    }

    @Test
    void scopesNest() {
        spawn(() -> ScopedValue.where(USER, "outer").run(() -> {
            ScopedValue.where(USER, "inner").run(() -> {
                sleep();
                seen.add(user());
            });
            sleep();
            seen.add(user());
        })).get();

        assertEquals(List.of("inner", "outer"), seen);
    }

    @Test
    void mainsIsBoundWhileItRunsOthersAndIsNotTheirs() {
        ScopedValue.where(USER, "main").run(() -> {
            Greenlet<String> other = spawn(ScopedValueTest::user);
            assertEquals("nobody", other.get());
            Hub.get().runCallback(() -> seen.add(user()));
            sleep();
            assertEquals("main", user());
        });

        assertFalse(USER.isBound());
    }

    @Test
    void aGreenletSpawnedInAScopeDoesNotHaveIt() {
        Greenlet<String> child = spawn(() -> ScopedValue.where(USER, "parent").call(
                () -> spawn(ScopedValueTest::user).get()));

        assertEquals("nobody", child.get());
    }

    @Test
    void aGreenletMayOutliveTheScopeThatItWasSpawnedIn() {
        Greenlet<String> child = ScopedValue.where(USER, "parent").call(() -> spawn(() -> {
            sleep();
            return user();
        }));

        assertEquals("nobody", child.get());
    }

    @Test
    void whatAGreenletIsToHaveIsBoundInItsBody() {
        String parent = "parent";
        Group group = new Group();

        assertEquals(List.of("parent1", "parent2"), group.map(
                n -> ScopedValue.where(USER, parent + n).call(() -> {
                    sleep();
                    return user();
                }), List.of(1, 2)));
    }

    @Test
    void aKillLeavesTheScope() {
        Greenlet<String> killed = spawn(() -> {
            try {
                ScopedValue.where(USER, "inside").run(() -> sleep(100));
            } catch (greenlet.GreenletExit e) {
                return user();
            }
            return "not killed";
        });
        sleep();
        killed.kill();

        assertEquals("nobody", killed.get());
    }
}
