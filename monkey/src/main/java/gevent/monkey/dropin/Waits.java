package gevent.monkey.dropin;

import gevent.hub.Interrupted;
import gevent.hub.Strand;

/** Interrupts in waits that follow the JDK's contract. */
public final class Waits {
    private Waits() {
    }

    /**
     * Converts an interrupt of the thread to the JDK's exception.
     *
     * @throws Interrupted {@code interrupt} itself if it was thrown in, for example by Ctrl-C
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
