package samples.generator;

import greenlet.Generator;

/** A generator that yields the elements of another generator between its own. */
public final class OneToFive {
    private OneToFive() {
    }

    static Generator<Integer, Void> twoToFour() {
        return Generator.of(y -> {
            y.yield(2);
            y.yield(3);
            y.yield(4);
        });
    }

    static Generator<Integer, Void> oneToFive() {
        return Generator.of(y -> {
            y.yield(1);
            y.yieldFrom(twoToFour());
            y.yield(5);
        });
    }

    /** Runs the sample. */
    public static void main(String[] args) {
        for (int element : oneToFive()) {
            System.out.println(element);
        }
    }
}
