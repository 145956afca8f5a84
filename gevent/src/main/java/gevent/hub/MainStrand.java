package gevent.hub;

/** The platform thread of a hub. It has nobody to give way to, so while it waits it runs the loop itself. */
final class MainStrand extends Strand {
    private final Thread thread;
    private final Runnable resume = this::resume;
    private boolean resumed;            // hub thread only

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

    @Override
    public String toString() {
        return "<main of " + hub() + ">";
    }
}
