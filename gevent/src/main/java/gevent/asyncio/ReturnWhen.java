package gevent.asyncio;

/** When {@link Asyncio#wait} has waited for enough. */
public enum ReturnWhen {
    /** When one has ended in any way. */
    FIRST_COMPLETED,
    /** When one has failed, or all have ended. */
    FIRST_EXCEPTION,
    /** When all have ended. */
    ALL_COMPLETED
}
