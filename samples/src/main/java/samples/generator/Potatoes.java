package samples.generator;

import static gevent.Gevent.sleep;

import greenlet.Generator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A shop that sells potatoes one by one, and waits for more when it runs out: a generator whose body waits. */
public final class Potatoes {
    private static final class Potato {
    }

    private final Deque<Potato> all = new ArrayDeque<>(make(5));

    private Potatoes() {
    }

    private static List<Potato> make(int count) {
        List<Potato> potatoes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            potatoes.add(new Potato());
        }
        return potatoes;
    }

    private void askForMore() {
        sleep(ThreadLocalRandom.current().nextDouble(2));
        all.addAll(make(ThreadLocalRandom.current().nextInt(1, 11)));
    }

    private Generator<Potato, Void> take(int count) {
        return Generator.of(y -> {
            for (int taken = 0; taken < count; taken++) {
                if (all.isEmpty()) {
                    askForMore();
                }
                y.yield(all.pop());
            }
        });
    }

    private void buy() {
        List<Potato> bucket = new ArrayList<>();
        for (Potato potato : take(10)) {
            bucket.add(potato);
            System.out.println("Got potato " + System.identityHashCode(potato) + "...");
        }
    }

    /** Runs the sample. */
    public static void main(String[] args) {
        new Potatoes().buy();
    }
}
