package gevent.monkey.dropin;

import gevent.hub.Interrupted;
import gevent.hub.Strand;

/** Interrupts in the waits of code that has the JDK's contract. */
public final class Waits {
    private Waits() {
    }

    /**
     * What an interrupt of the thread is to the JDK.
     *
     * @throws Interrupted if it was thrown in, Ctrl-C for one: that surfaces as it is
     */
    public static InterruptedException told(Interrupted interrupt) {
        boolean ofThread = interrupt.getClass() == Interrupted.class
                && Strand.currentWithoutNewHub().lastThrownIn() != interrupt;
        if (!ofThread) {
            throw interrupt;
        }
        return interrupt.asChecked();
    }
}
