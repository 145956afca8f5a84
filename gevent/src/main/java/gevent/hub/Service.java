package gevent.hub;

import java.util.function.BooleanSupplier;

/**
 * Serves waiters in the loop, step by step. A strand that a step wakes runs before the next step, as if the loop had
 * switched to it; gevent's loop does that.
 */
final class Service implements Runnable {
    private final Hub hub;
    private final BooleanSupplier step;

    Service(Hub hub, BooleanSupplier step) {
        this.hub = hub;
        this.step = step;
    }

    @Override
    public void run() {
        hub.loop().serve(this::serveNext);
    }

    private void serveNext() {
        boolean more = true;
        try {
            do {
                more = step.getAsBoolean();
            } while (more && hub.isClosed());
        } finally {
            if (more) {
                hub.loop().goOn(this);
            }
        }
    }
}
