package gevent.monkey;

import gevent.hub.Hub;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gives each test a hub of its own: it is closed after the test. */
public final class FreshHub implements AfterEachCallback {
    @Override
    public void afterEach(ExtensionContext context) {
        Hub hub = Hub.getIfExists();
        if (hub != null) {
            hub.close();
        }
    }
}
