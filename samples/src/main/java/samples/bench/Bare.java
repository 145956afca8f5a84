package samples.bench;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;

/**
 * The floors: the bare JDK mechanisms. Any cost of greenlets beyond them is gevent4j's. This is the module's only class
 * that touches JDK internals.
 */
final class Bare {
    private static final ContinuationScope SCOPE = new ContinuationScope("bare");
    private static final MethodHandle NEW_VIRTUAL_THREAD = newVirtualThread();

    private Bare() {
    }

    private static MethodHandle newVirtualThread() {
        try {
            return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup()).findStatic(
                    Class.forName("java.lang.ThreadBuilders"), "newVirtualThread",
                    MethodType.methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * A continuation that yields again and again; each run ends at the next yield.
     *
     * @param depth the depth of its stack
     */
    static Runnable yieldingForEver(int depth) {
        Continuation continuation = new Continuation(SCOPE, () -> atDepth(depth, () -> {
            while (true) {
                Continuation.yield(SCOPE);
            }
        }));
        return continuation::run;
    }

    /** Runs {@code body} with {@code depth} frames below it. */
    static void atDepth(int depth, Runnable body) {
        if (depth > 1) {
            atDepth(depth - 1, body);
        } else {
            body.run();
        }
    }

    /** Virtual threads that take turns on the thread that drains their queue. */
    static final class Scheduler implements Executor {
        private final ArrayDeque<Runnable> ready = new ArrayDeque<>();

        @Override
        public void execute(Runnable continuation) {
            ready.add(continuation);
        }

        void start(Runnable body) {
            try {
                ((Thread) NEW_VIRTUAL_THREAD.invokeExact((Executor) this, (String) null, 0, body)).start();
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }

        /** Runs the next {@code turns} turns of the ready threads. */
        void run(int turns) {
            for (int i = 0; i < turns; i++) {
                ready.remove().run();
            }
        }

        void drain() {
            for (Runnable next; (next = ready.poll()) != null; ) {
                next.run();
            }
        }
    }
}
