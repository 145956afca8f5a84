package gevent.hub;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The hub of threads that have none. */
class BackgroundHubTest {
    private static final int SECONDS = 20;

    /** On the module path, these tests are a part of gevent, which needs no such module. */
    @BeforeAll
    static void readLogging() {
        ModuleLayer.boot().findModule("java.logging").ifPresent(BackgroundHubTest.class.getModule()::addReads);
    }

    /** Whether the hub's loop turns while the current thread waits for that. */
    private static boolean turns() {
        CountDownLatch turned = new CountDownLatch(1);
        BackgroundHub.get().loop().offer(turned::countDown);
        try {
            return turned.await(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void itsLoopTurnsWhileAnErrorIsLogged() throws Exception {
        CompletableFuture<Boolean> turned = new CompletableFuture<>();
        Logger logger = Logger.getLogger("gevent.hub");
        logger.setFilter(_ -> turned.complete(turns()));
        try {
            BackgroundHub.get().loop().offer(() -> {
                throw new OutOfMemoryError("on purpose");
            });

            assertTrue(turned.get());
        } finally {
            logger.setFilter(null);
        }
    }
}
