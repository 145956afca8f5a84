package gevent.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gives each test a hub of its own: it is closed after the test, which must have left nothing in it. */
public final class FreshHub implements AfterEachCallback {
    /** Turns that what has ended may need to be gone: links, reports, continuations. */
    private static final int LAST_TURNS = 10;

    @Override
    public void afterEach(ExtensionContext context) {
        Hub hub = Hub.getIfExists();
        if (hub == null) {
            return;
        }
        try {
            for (int i = 0; i < LAST_TURNS && hub.loop().runOnce(); i++) { }
            if (context.getExecutionException().isEmpty()) {
                assertEquals(List.of(), hub.live().toList(), "greenlets that were left");
                assertFalse(hub.loop().hasWork(), "a timer or watcher was left");
            }
        } finally {
            hub.close();
        }
    }
}
