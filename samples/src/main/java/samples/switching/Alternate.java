package samples.switching;

import greenlet.Greenlet;

/** Two greenlets that switch to each other by hand. */
public final class Alternate {
    private static final int ROUNDS = 5;

    private final Greenlet one = new Greenlet(this::test1);
    private final Greenlet two = new Greenlet(this::test2);

    private Alternate() {
    }

    private void test1() {
        for (int i = 0; i < ROUNDS; i++) {
            System.out.println("---A--");
            two.switchTo();
            sleep();
        }
    }

    private void test2() {
        for (int i = 0; i < ROUNDS; i++) {
            System.out.println("---B--");
            one.switchTo();
            sleep();
        }
    }

    /** Blocks the thread: without a hub, no other greenlet runs meanwhile. */
    private static void sleep() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs the sample. */
    public static void main(String[] args) {
        new Alternate().one.switchTo();
    }
}
