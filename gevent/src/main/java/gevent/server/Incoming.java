package gevent.server;

/** What has come in to a server: a connection, a packet. */
interface Incoming {
    /** Handles it, and gives back what the system holds for it; may wait. */
    void handle() throws Exception;

    /** Gives back what the system holds for it, unhandled; never waits. */
    void drop();
}
