package gevent.server;

/** Something that came in to a server: a connection or a packet. */
interface Incoming {
    /** Handles it, and releases what the system holds for it. May wait. */
    void handle() throws Exception;

    /** Releases what the system holds for it, unhandled. Never waits. */
    void drop();
}
