package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import greenlet.Model.Parcel;
import greenlet.Model.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random schedules: after every step, the greenlets must be as the {@link Model} says. */
class StressTest {
    private static final int STEPS = 1_000;

    /** One schedule: whoever is current asks it what to do next. */
    private static final class Schedule {
        private final Random random;
        private final Model model = new Model();
        private final List<Greenlet> greenlets = new ArrayList<>(List.of(Greenlet.current()));
        private int steps;

        Schedule(long seed) {
            random = new Random(seed);
        }

        /** The life of greenlet {@code me}; what it ends with is the value of the parcel, or thrown. */
        Object live(int me, Parcel first) throws Throwable {
            Parcel got = first;
            while (true) {
                check(me, got);
                if (++steps >= STEPS) {
                    if (me == Model.MAIN) {
                        return null;
                    }
                    got = send(Model.MAIN, new Parcel(null, null));
                    continue;
                }
                switch (random.nextInt(10)) {
                    case 0, 1 -> spawn();
                    case 2 -> adopt(random.nextInt(model.size()), random.nextInt(model.size()));
                    case 3 -> {
                        if (me != Model.MAIN) {
                            return end(me, anyParcel());
                        }
                    }
                    default -> got = send(random.nextInt(model.size()), anyParcel());
                }
            }
        }

        private void check(int me, Parcel got) {
            assertEquals(model.current, me, "who runs");
            assertSame(greenlets.get(me), Greenlet.current());
            assertEquals(model.arriving, got, "what arrived");
            for (int g = 0; g < model.size(); g++) {
                assertEquals(model.state(g) == State.DEAD, greenlets.get(g).isDead(), "death of " + g);
                assertEquals(model.state(g) == State.STARTED, greenlets.get(g).isActive(), "activity of " + g);
            }
        }

        private Parcel anyParcel() {
            return switch (random.nextInt(8)) {
                case 0 -> new Parcel(null, new Exception());
                case 1 -> new Parcel(null, new GreenletExit());
                default -> new Parcel(random.nextInt(), null);
            };
        }

        private void spawn() {
            int parent = random.nextInt(model.size());
            int child = model.add(parent);
            greenlets.add(new Greenlet(first -> live(child, new Parcel(first, null)), greenlets.get(parent)));
        }

        private void adopt(int child, int parent) {
            Greenlet newParent = greenlets.get(parent);
            if (child == Model.MAIN || model.isAncestor(child, parent)) {
                assertThrows(GreenletError.class, () -> greenlets.get(child).setParent(newParent));
            } else {
                model.setParent(child, parent);
                greenlets.get(child).setParent(newParent);
            }
        }

        private Parcel send(int to, Parcel parcel) {
            model.send(to, parcel);
            Greenlet target = greenlets.get(to);
            try {
                return new Parcel(parcel.thrown() == null
                        ? target.switchTo(parcel.value())
                        : target.throwTo(parcel.thrown()), null);
            } catch (AssertionError failed) {
                throw failed;
            } catch (Throwable arrived) {
                return new Parcel(null, arrived);
            }
        }

        private Object end(int me, Parcel parcel) throws Throwable {
            model.end(me, parcel);
            if (parcel.thrown() != null) {
                throw parcel.thrown();
            }
            return parcel.value();
        }
    }

    private static Void run(long seed) {
        try {
            new Schedule(seed).live(Model.MAIN, null);
        } catch (Throwable t) {
            throw new AssertionError("seed " + seed, t);
        }
        return null;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aKnownScheduleFollowsTheModel(long seed) {
        run(seed);
    }

    @Test
    void newSchedulesFollowTheModel() {
        long seed = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            run(seed + i);
        }
    }

    @Test
    void schedulesOnAVirtualThreadFollowTheModel() throws Exception {
        for (int seed = 0; seed < 10; seed++) {
            long of = seed;
            OtherThread.virtual(() -> run(of));
        }
    }

    @Test
    void schedulesOnManyThreadsDoNotMeet() throws Exception {
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            long seed = i;
            threads.add(Thread.ofPlatform().uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
                    .start(() -> run(seed)));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertEquals(List.of(), failures);
    }
}
