package samples.download;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.hub.Hub;
import gevent.monkey.Monkey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gives each test patched sockets and a hub of its own, in which no greenlet may fail unnoticed. */
final class FreshHub implements BeforeEachCallback, AfterEachCallback {
    private final List<Throwable> reported = new ArrayList<>();

    @Override
    public void beforeEach(ExtensionContext context) {
        Monkey.patchAll();
        reported.clear();
        Hub.get().setErrorHandler((_, error) -> reported.add(error));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Hub hub = Hub.getIfExists();
        if (hub != null) {
            hub.close();
        }
        assertEquals(List.of(), reported, "failures of greenlets");
    }
}
