package gevent.hub;

/**
 * Which transport this JVM uses: the one that the property {@code gevent.loop} names, {@code epoll} or {@code nio};
 * without it epoll on Linux, if it can be had, and nio elsewhere. Decided once, when the first socket or poller is
 * made. Any thread.
 */
final class LoopChoice {
    private static final String PROPERTY = "gevent.loop";
    private static final SectionLock LOCK = new SectionLock();

    private static volatile Transport chosen;       // null until decided; written under LOCK

    private LoopChoice() {
    }

    static Transport get() {
        if (chosen == null) {
            try (SectionLock _ = LOCK.hold()) {
                if (chosen == null) {
                    chosen = choose(System.getProperty(PROPERTY));
                }
            }
        }
        return chosen;
    }

    private static Transport choose(String name) {
        check();
        if (name != null ? name.equals("nio") : !System.getProperty("os.name").equals("Linux")) {
            return new NioTransport();
        }
        String missing = EpollTransport.missing();
        if (missing == null) {
            return new EpollTransport();
        }
        if (name != null) {
            throw new UnsupportedOperationException("-D" + PROPERTY + "=" + name + " is not possible: " + missing);
        }
        tell("The loop is nio, not epoll: " + missing);
        return new NioTransport();
    }

    /** On a thread of its own, as we may be in a loop, and a greenlet that is parked may hold the logger's lock. */
    private static void tell(String what) {
        Thread.ofPlatform().daemon(false).name("gevent-notice").start(
                () -> System.getLogger("gevent.hub").log(System.Logger.Level.INFO, what));
    }

    /**
     * Looks at the property only.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    static void check() {
        String name = System.getProperty(PROPERTY);
        if (name != null && !name.equals("epoll") && !name.equals("nio")) {
            throw new IllegalArgumentException("-D" + PROPERTY + "=" + name + ": there are epoll and nio");
        }
    }
}
