package samples.switching;

import static gevent.Gevent.getcurrent;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;

import gevent.Greenlet;

/** Three greenlets that count: one after the other if none of them waits, in turns if each waits. */
public final class Turns {
    private Turns() {
    }

    private static void count(int n, double pause) {
        for (int i = 0; i < n; i++) {
            System.out.println(getcurrent() + " " + i);
            if (pause > 0) {
                sleep(pause);
            }
        }
    }

    private static void run(double pause) {
        Greenlet<?> g1 = spawn(Turns::count, 5, pause);
        Greenlet<?> g2 = spawn(Turns::count, 5, pause);
        Greenlet<?> g3 = spawn(Turns::count, 5, pause);
        g1.join();
        g2.join();
        g3.join();
    }

    /** Runs the sample without pauses, then with pauses of one second. */
    public static void main(String[] args) {
        run(0);
        run(1);
    }
}
