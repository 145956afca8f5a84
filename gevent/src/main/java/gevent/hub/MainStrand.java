package gevent.hub;

/** The strand of a hub's platform thread. It has nothing to switch to, so while it waits it runs the loop itself. */
final class MainStrand extends Strand {
    private final Thread thread;
    private final Runnable resume = this::resume;
    private boolean resumed;            // hub thread only
    private final PinnedLock pressing = new PinnedLock();
    private volatile boolean keyboard;  // Ctrl-C that has not surfaced yet; any thread reads, written under pressing

    MainStrand(Hub hub, Thread thread) {
        super(hub);
        this.thread = thread;
    }

    @SuppressWarnings("NullAway")       // a main is always of a hub
    @Override
    public Hub hub() {
        return super.hub();
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    void checkMayWait() {
        hub().driver().checkMayWait();
    }

    /** The loop has not read the clock while main's code ran. */
    @Override
    long lastKnownTime(Hub hub) {
        return now();
    }

    /** Ctrl-C passes a shield: a file on a network may never answer. */
    @Override
    void park() {
        try {
            hub().driver().drive();
        } catch (Interrupted interrupt) {
            if (interrupt instanceof KeyboardInterrupt || !keepBehindShield()) {
                throw interrupt;
            }
        }
    }

    /** Queues the resume as every other strand's slice. */
    @Override
    void unpark() {
        hub().loop().wake(resume);
    }

    private void resume() {
        resumed = true;
    }

    /** Waits behind what is ready now; a left-over resume does not end this early. */
    @Override
    void letOthersRun() {
        boolean[] itsTurn = {false};
        hub().loop().offer(() -> {
            itsTurn[0] = true;
            resume();
        });
        while (!itsTurn[0]) {
            park();
        }
    }

    /** Whether the loop must return to this strand's code. Clears the flag. */
    boolean takeResumed() {
        boolean was = resumed;
        resumed = false;
        return was;
    }

    boolean isResumed() {
        return resumed;
    }

    /** Interrupts this strand for Ctrl-C, and returns false if the last Ctrl-C has not surfaced yet. Any thread. */
    boolean interruptByKeyboard() {
        try (PinnedLock _ = pressing.hold()) {
            if (keyboard) {
                return false;
            }
            keyboard = true;
            if (hub().driver().isDriving()) {
                // A greenlet on this thread would take the interrupt for its own, for example in Object.wait.
                hub().loop().rouse();
            } else {
                thread.interrupt();
            }
            return true;
        }
    }

    /** Whether a Ctrl-C has not surfaced yet. */
    boolean isKeyboardPressed() {
        return keyboard;
    }

    /** Whether this strand was interrupted for Ctrl-C. Clears the flag. */
    boolean takeKeyboard() {
        try (PinnedLock _ = pressing.hold()) {
            boolean pressed = keyboard;
            keyboard = false;
            return pressed;
        }
    }

    @Override
    Interrupted interrupted() {
        return takeKeyboard() ? new KeyboardInterrupt() : new Interrupted();
    }

    /** Ctrl-C is not lost as such. */
    @Override
    void keep(Interrupted interrupt) {
        if (interrupt instanceof KeyboardInterrupt) {
            interruptByKeyboard();
        } else {
            super.keep(interrupt);
        }
    }

    @Override
    public String toString() {
        return "<main of " + hub() + ">";
    }
}
