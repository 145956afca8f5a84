package gevent;

/** A body without arguments or result; it may throw anything. */
@FunctionalInterface
public interface Action {
    /** Does it. */
    void run() throws Exception;
}
