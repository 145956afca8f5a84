package gevent.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/** Gives each test a hub of its own: it is closed after the test, which must have left nothing in it, and no thread. */
public final class FreshHub implements TestInstancePreConstructCallback, AfterEachCallback {
    /** Turns that what has ended may need to be gone: links, reports, continuations. */
    private static final int LAST_TURNS = 10;

    /** What a thread of a pool may need to say that its work is done, after it has delivered the result. */
    private static final Duration TO_SAY_SO = Duration.ofSeconds(1);

    /** For threads that were told to end; shorter than an idle one of a thread pool lives. */
    private static final Duration TO_END = Duration.ofSeconds(4);

    private Set<Thread> before = Set.of();

    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
        before = threads();
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        boolean succeeded = context.getExecutionException().isEmpty();
        Hub hub = Hub.getIfExists();
        if (hub != null) {
            try {
                settle(hub);
                if (succeeded) {
                    assertEquals(List.of(), hub.live().toList(hub.loop().ready()), "greenlets that were left");
                    assertFalse(hub.loop().hasWork(), "a timer or watcher was left");
                }
            } finally {
                hub.close();
            }
        }
        if (succeeded) {
            assertEquals(List.of(), threadsLeft(), "threads that were left");
        }
    }

    private static void settle(Hub hub) {
        for (int i = 0; i < LAST_TURNS && hub.loop().runOnce(); i++) { }
        long end = System.nanoTime() + TO_SAY_SO.toNanos();
        while (hub.loop().hasWork() && System.nanoTime() < end) {
            hub.loop().runOnce();
            Thread.onSpinWait();
        }
    }

    private List<Thread> threadsLeft() throws InterruptedException {
        Set<Thread> left = threads();
        left.removeAll(before);
        long end = System.nanoTime() + TO_END.toNanos();
        for (Thread thread : left) {
            thread.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
        return left.stream().filter(Thread::isAlive).toList();
    }

    /** Platform threads of ours, save those that are there for the whole JVM. */
    private static Set<Thread> threads() {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        while (all.getParent() != null) {
            all = all.getParent();
        }
        Thread[] threads = new Thread[2 * all.activeCount() + 16];
        all.enumerate(threads);
        return Arrays.stream(threads).filter(Objects::nonNull).filter(thread -> thread.getName().startsWith("gevent"))
                .filter(thread -> !thread.getName().matches("gevent-(background|cleanup|pins|asyncio|files-.*|dns-.*|blocking-.*)"))
                .collect(Collectors.toSet());
    }
}
