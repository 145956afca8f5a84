package gevent.hub;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.List;

/** Who spawned a fiber, without keeping that alive, and on demand where: {@code -Dgevent.spawnstacks=true}. */
final class SpawnSite extends WeakReference<Fiber> {
    /** Off unless wanted: a stack costs more than a greenlet. */
    private static final boolean WITH_STACK = Boolean.getBoolean("gevent.spawnstacks");
    private static final int MOST_FRAMES = 32;

    private final List<StackTraceElement> stack;

    private SpawnSite(Fiber spawner, List<StackTraceElement> stack) {
        super(spawner);
        this.stack = stack;
    }

    /** That of a fiber which the current code makes; null if there is nothing to say. */
    static Reference<Fiber> here() {
        Fiber spawner = Strand.currentWithoutNewHub() instanceof Fiber fiber ? fiber : null;
        return WITH_STACK ? new SpawnSite(spawner, callers()) : spawner == null ? null : spawner.weakReference();
    }

    private static List<StackTraceElement> callers() {
        return StackWalker.getInstance().walk(frames -> frames.map(StackWalker.StackFrame::toStackTraceElement)
                .dropWhile(frame -> isOurs(frame.getClassName())).limit(MOST_FRAMES).toList());
    }

    private static boolean isOurs(String className) {
        return className.equals("gevent.Gevent") || className.equals("gevent.Greenlet")
                || className.startsWith("gevent.hub.") || className.startsWith("gevent.pool.");
    }

    static List<StackTraceElement> stackOf(Reference<Fiber> origin) {
        return origin instanceof SpawnSite known ? known.stack : List.of();
    }
}
