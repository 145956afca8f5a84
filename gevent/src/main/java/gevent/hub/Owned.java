package gevent.hub;

/** Something to wait for that one strand has, and that strand alone can give: a lock. Reports tell who it is. */
public interface Owned {
    /** Who has it; null if nobody has. Any thread. */
    Strand owner();
}
