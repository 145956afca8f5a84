package gevent.hub;

import java.util.Collection;

/** Something to wait for that comes as soon as any of several objects is ready. Reports name them. */
public interface AnyOf {
    /** The objects that are not ready: strands, or others. Any thread. */
    Collection<?> objects();
}
