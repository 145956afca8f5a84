package gevent.hub;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fiber that spawned a fiber, held weakly. With {@code -Dgevent.spawnstacks=true} also the stack at the spawn. */
final class SpawnSite extends WeakReference<Fiber> {
    /** Off by default: a stack costs more than a greenlet. */
    private static final boolean WITH_STACK = Boolean.getBoolean("gevent.spawnstacks");
    private static final int MOST_FRAMES = 32;

    private final List<StackTraceElement> stack;

    private SpawnSite(@Nullable Fiber spawner, List<StackTraceElement> stack) {
        super(spawner);
        this.stack = stack;
    }

    /** The spawn site of a fiber that the current code makes; null if there is nothing to record. */
    static @Nullable Reference<Fiber> here() {
        Fiber spawner = Strand.currentWithoutNewHub() instanceof Fiber fiber ? fiber : null;
        return WITH_STACK ? new SpawnSite(spawner, callers()) : spawner == null ? null : spawner.weakReference();
    }

    /** The stack of the code that spawns now. */
    static List<StackTraceElement> callers() {
        return StackWalker.getInstance().walk(frames -> frames.map(StackWalker.StackFrame::toStackTraceElement)
                .dropWhile(frame -> isOurs(frame.getClassName())).limit(MOST_FRAMES).toList());
    }

    private static boolean isOurs(String className) {
        return className.equals("gevent.Gevent") || className.equals("gevent.Greenlet")
                || className.startsWith("gevent.hub.") || className.startsWith("gevent.pool.");
    }

    static List<StackTraceElement> stackOf(@Nullable Reference<Fiber> origin) {
        return origin instanceof SpawnSite known ? known.stack : List.of();
    }
}
