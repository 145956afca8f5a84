package gevent.monkey.agent;

import gevent.hub.Loop;
import gevent.hub.Timer;
import java.time.Duration;
import java.util.concurrent.Future;

/** The timeout of a timed park on a hub's timers, in the form that the JDK expects: a future that can be cancelled. */
final class LoopTimeout implements Future<Object> {
    private final Loop loop;
    private final Timer timer;

    private LoopTimeout(Loop loop, Timer timer) {
        this.loop = loop;
        this.timer = timer;
    }

    static LoopTimeout start(Loop loop, Duration after, Runnable wake) {
        Timer timer = loop.timer(after);
        timer.start(wake);
        return new LoopTimeout(loop, timer);
    }

    @Override
    public boolean cancel(boolean interrupt) {
        loop.runOrExecute(timer::close);
        return true;
    }

    @Override
    public boolean isCancelled() {
        return isDone();
    }

    @Override
    public boolean isDone() {
        return !timer.isActive();
    }

    /** Not supported, because the JDK never waits for this future. */
    @Override
    public Object get() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object get(long timeout, java.util.concurrent.TimeUnit unit) {
        throw new UnsupportedOperationException();
    }
}
