package gevent.monkey.net;

import gevent.hub.Environment;
import gevent.hub.IoWatcher;
import gevent.hub.Poller;
import gevent.internal.KernelAccess;
import gevent.io.Transport;
import java.util.function.Consumer;

/** The usual poller, which counts how often its hub asks it. */
final class CountingPoller implements Poller {
    private final Poller poller = Transport.get().newPoller();
    private int polls;

    /** Makes the current thread's hub. */
    static CountingPoller onNewHub() {
        CountingPoller counting = new CountingPoller();
        KernelAccess.get().create(Environment.real().withPoller(counting));
        return counting;
    }

    /** How often since the last time that this was asked. */
    int polls() {
        int sinceLast = polls;
        polls = 0;
        return sinceLast;
    }

    @Override
    public void add(IoWatcher watcher) {
        poller.add(watcher);
    }

    @Override
    public void remove(IoWatcher watcher) {
        poller.remove(watcher);
    }

    @Override
    public void forget(Source source) {
        poller.forget(source);
    }

    @Override
    public void poll(long nanos, Consumer<IoWatcher> ready) {
        polls++;
        poller.poll(nanos, ready);
    }

    @Override
    public void wakeup() {
        poller.wakeup();
    }

    @Override
    public void close() {
        poller.close();
    }
}
