package samples.bench;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;

/**
 * The floors: the JDK's own machinery with nothing around it. What greenlets cost beyond these is ours. This is the one
 * class of the module that touches JDK internals.
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

    /** What a continuation does that yields again and again; run it to get one yield. @param depth of its stack */
    static Runnable yieldingForEver(int depth) {
        Continuation continuation = new Continuation(SCOPE, () -> atDepth(depth, () -> {
            while (true) {
                Continuation.yield(SCOPE);
            }
        }));
        return continuation::run;
    }

    /** Runs {@code body} with so many frames below it. */
    static void atDepth(int depth, Runnable body) {
        if (depth > 1) {
            atDepth(depth - 1, body);
        } else {
            body.run();
        }
    }

    /** Virtual threads that take turns on whoever drains their queue. */
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

        /** Gives {@code turns} of those that are ready one turn each. */
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
