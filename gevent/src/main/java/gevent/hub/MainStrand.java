package gevent.hub;

/** The platform thread of a hub. It has nobody to give way to, so while it waits it runs the loop itself. */
final class MainStrand extends Strand {
    private final Thread thread;
    private final Runnable resume = this::resume;
    private boolean resumed;            // hub thread only
    private final PinnedLock pressing = new PinnedLock();
    private volatile boolean keyboard;  // Ctrl-C, and it has not surfaced; any thread reads, written under pressing

    MainStrand(Hub hub, Thread thread) {
        super(hub);
        this.thread = thread;
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    void checkMayWait() {
        hub().checkMayWait();
    }

    @Override
    void park() {
        hub().drive();
    }

    /** Queues up behind what is ready, as every other strand does. */
    @Override
    void unpark() {
        hub().loop().execute(resume);
    }

    private void resume() {
        resumed = true;
    }

    /** Behind what is ready now; a left-over resume does not cut it short. */
    @Override
    void letOthersRun() {
        boolean[] itsTurn = {false};
        hub().loop().execute(() -> {
            itsTurn[0] = true;
            resume();
        });
        while (!itsTurn[0]) {
            park();
        }
    }

    /** Whether the loop is to return to the code of this strand; asking takes it back. */
    boolean takeResumed() {
        boolean was = resumed;
        resumed = false;
        return was;
    }

    boolean isResumed() {
        return resumed;
    }

    /** Interrupts it for Ctrl-C. Any thread. @return false if the last one has not surfaced yet */
    boolean interruptByKeyboard() {
        try (PinnedLock _ = pressing.hold()) {
            if (keyboard) {
                return false;
            }
            keyboard = true;
            if (hub().isDriving()) {
                // Whom the thread carries would take an interrupt for its own, in Object.wait for one.
                hub().loop().execute(() -> { });
            } else {
                thread.interrupt();
            }
            return true;
        }
    }

    /** Whether Ctrl-C was pressed and has not surfaced. */
    boolean isKeyboardPressed() {
        return keyboard;
    }

    /** Whether it was interrupted for Ctrl-C; asking takes it back. */
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

    @Override
    public String toString() {
        return "<main of " + hub() + ">";
    }
}
