package gevent;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.event.AsyncResult;
import gevent.event.Event;
import gevent.lock.RLock;
import gevent.lock.Semaphore;
import gevent.pool.Group;
import gevent.pool.HubPool;
import gevent.pool.Pool;
import gevent.queue.Channel;
import gevent.queue.Queue;
import gevent.server.StreamServer;
import gevent.socket.Sockets;
import gevent.subprocess.Command;
import gevent.subprocess.Popen;
import gevent.threadpool.ThreadPool;
import java.lang.reflect.Executable;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a time is taken as a {@link Duration}, it is taken as seconds, too. */
class SecondsTest {
    /** Where a number would mean something else. */
    private static final Set<String> WITHOUT = Set.of(
            "joinall(Collection, double)",          // an int there is the count
            "expired(double)");                     // made by waits, which have a Duration

    private static String signature(Executable e, boolean inSeconds) {
        return (e instanceof java.lang.reflect.Constructor ? e.getDeclaringClass().getSimpleName() : e.getName()) + "("
                + Arrays.stream(e.getParameterTypes())
                .map(type -> inSeconds && type == Duration.class ? "double" : type.getSimpleName())
                .collect(Collectors.joining(", ")) + ")";
    }

    @ParameterizedTest
    @ValueSource(classes = {Gevent.class, Greenlet.class, Timeout.class, Event.class, AsyncResult.class, Semaphore.class,
        RLock.class, Queue.class, Channel.class, Group.class, Pool.class, HubPool.class, ThreadPool.class,
        StreamServer.class, Sockets.class, Popen.class, Command.class})
    void eachLimitCanBeGivenInSeconds(Class<?> type) {
        Set<Executable> all = new HashSet<>(List.of(type.getMethods()));
        all.addAll(List.of(type.getConstructors()));
        Set<String> known = all.stream().map(e -> signature(e, false)).collect(toSet());
        Set<String> missing = all.stream().filter(e -> Arrays.asList(e.getParameterTypes()).contains(Duration.class))
                .map(e -> signature(e, true)).collect(Collectors.toCollection(TreeSet::new));
        missing.removeAll(known);
        missing.removeAll(WITHOUT);

        assertEquals(Set.of(), missing);
    }

    @Test
    void secondsThatAreTooManyAreForEver() {
        assertEquals(true, gevent.hub.Loop.duration(Double.MAX_VALUE).compareTo(Duration.ofDays(365_000)) > 0);
    }
}
