package samples.switching;

import static gevent.Gevent.joinall;
import static gevent.Gevent.spawn;

import gevent.monkey.Monkey;
import java.util.concurrent.ThreadLocalRandom;

/** Two workers that call the JDK's {@code Thread.sleep}, patched: each lets the other work. */
public final class Workers {
    private Workers() {
    }

    private static void work(String name) throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            System.out.println(name + " " + i);
            Thread.sleep(ThreadLocalRandom.current().nextInt(500));
        }
    }

    /** Runs the sample. */
    public static void main(String[] args) {
        Monkey.patchAll();
        joinall(spawn(Workers::work, "work1"), spawn(Workers::work, "work2"));
    }
}
