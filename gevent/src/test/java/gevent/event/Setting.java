package gevent.event;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.hub.OtherThread;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/** Where the parties of a test are: beside its main, on another hub, or on a platform thread that has none. */
public enum Setting {
    ONE_HUB {
        @Override
        public <V> Callable<V> start(Callable<V> body) {
            Greenlet<V> greenlet = Gevent.spawn(body);
            return greenlet::get;
        }
    },
    TWO_HUBS {
        @Override
        public <V> Callable<V> start(Callable<V> body) {
            return PLAIN_THREAD.start(() -> Gevent.spawn(body).get());
        }
    },
    PLAIN_THREAD {
        @Override
        @SuppressWarnings("unchecked")
        public <V> Callable<V> start(Callable<V> body) {
            OtherThread other = OtherThread.start(body);
            return () -> (V) other.result();
        }
    };

    /**
     * Starts a party.
     *
     * @return waits for its end, and gives its result; if the party is elsewhere the current hub stands still meanwhile
     */
    public abstract <V> Callable<V> start(Callable<V> body);

    /** Lets others run until something is so. */
    public static void until(BooleanSupplier so) {
        while (!so.getAsBoolean()) {
            Gevent.sleep();
        }
    }
}
