package gevent.hub;

import gevent.internal.KernelAccess;
import gevent.internal.libc.NativeBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The kernel's side of {@link KernelAccess}: each method calls a method of a class in this package. */
final class KernelDoor extends KernelAccess {
    @Override
    public void checkAccess() {
        MissingAccess.check();
    }

    @Override
    public Hub create(Environment environment) {
        return Hubs.create(environment);
    }

    @Override
    public Hub background() {
        return BackgroundHub.get();
    }

    @Override
    public <T> T local(Hub hub, Class<T> type, Supplier<? extends T> make, Consumer<? super T> atClose) {
        return hub.local(type, make, atClose);
    }

    @Override
    public NativeBuffer nativeBuffer(Hub hub) {
        return hub.nativeBuffer();
    }

    @Override
    public void setStrict(Hub hub, boolean strict) {
        hub.driver().setStrict(strict);
    }

    @Override
    public LoopExit newLoopExit(Hub hub) {
        return hub.driver().newLoopExit();
    }

    @Override
    public List<Thread> waitingInJdk(Hub hub) {
        return hub.waitingInJdk();
    }

    @Override
    public void enableTimedParks() {
        Hub.enableTimedParks();
    }

    @Override
    public boolean hasTimedParks() {
        return Hub.hasTimedParks();
    }

    @Override
    public AutoCloseable handleSignal(String name, Runnable handler) {
        return SignalHandlers.add(name, handler);
    }

    @Override
    public Poller poller(Loop loop) {
        return loop.poller();
    }

    @Override
    public Loop loop(Watcher watcher) {
        return watcher.loop;
    }

    @Override
    public @Nullable Thread threadOf(Runnable ready) {
        return Loop.threadOf(ready);
    }

    @Override
    public boolean awaitsOthers(Loop loop) {
        return loop.awaitsOthers();
    }

    @Override
    public boolean isUsedByOthers(Loop loop) {
        return loop.isUsedByOthers();
    }

    @Override
    public <T extends @Nullable Object> T get(Waiter<T> waiter, Strand self) {
        return waiter.get(self);
    }

    @Override
    public boolean await(Waiter<?> waiter, Strand self, Duration limit) {
        return waiter.await(self, limit);
    }

    @Override
    public boolean isSwitched(Waiter<?> waiter) {
        return waiter.isSwitched();
    }
}
