package gevent;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.PinnedCode.Call;
import gevent.hub.Hub;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * No code of users runs while a pinned lock is held: it could wait, or take a lock whose owner needs the thread that
 * the holder keeps.
 */
class PinnedCodeTest {
    /** What users implement, or override. */
    private static final Set<String> OF_USERS = Set.of("java.lang.Runnable.run", "java.util.concurrent.Callable.call",
            "java.util.Comparator.compare", "java.lang.Comparable.compareTo", "java.lang.Object.toString",
            "java.lang.Object.equals", "java.lang.Object.hashCode", "java.lang.String.valueOf",
            "java.util.Objects.toString", "java.util.Objects.equals", "java.util.Objects.hash",
            "java.lang.Iterable.iterator", "java.lang.System$Logger.log", "java.io.PrintStream.println",
            "gevent.hub.ErrorHandler.handleError");
    private static final String FUNCTIONS = "java.util.function.";

    /** Methods that call only code of gevent4j's own, and why. */
    private static final Map<String, String> KNOWN = Map.ofEntries(
            entry("gevent.event.Event.set", "the events that are set under a lock are private: only waiters are linked"),
            entry("gevent.hub.Links.removeFirst", "the predicate compares identities"),
            entry("gevent.hub.LinkQueue.removeFirst", "the predicate compares identities"),
            entry("gevent.hub.LinkQueue.poll", "the predicate asks for a class"),
            entry("gevent.hub.LinkQueue.takeAll", "the predicate asks for a class"),
            entry("gevent.hub.Loop.runOrExecute", "what is handed over under a lock is gevent4j's own"),
            entry("gevent.queue.Desk.serveAll", "a step of a queue"),
            entry("gevent.queue.Queue.failWaiters", "the supplier is Queue.end"),
            entry("gevent.queue.SimpleQueue.failWaiters", "the supplier is Queue.end"),
            entry("gevent.pool.Backlog.takeWithRoom", "whether a task of gevent4j's is over"),
            entry("gevent.io.TransportSelector.choose", "the text is of an exception of the JDK or of jnr-ffi"),
            entry("gevent.testing.MemorySocket.check", "the text is of an address of the JDK"),
            entry("gevent.io.DatagramEndpoint.disconnect", "the addresses are the JDK's"));

    @Test
    void underAPinnedLockNoCodeOfUsersRuns() throws Exception {
        List<String> wrong = code().calls(called -> KNOWN.containsKey(called.toString())).stream()
                .filter(PinnedCodeTest::isOfUsers).map(Call::toString).sorted().toList();

        assertEquals("", String.join("\n", wrong));
    }

    private static boolean isOfUsers(Call call) {
        String name = call.called().toString();
        return name.startsWith(FUNCTIONS) || OF_USERS.contains(name);
    }

    private static PinnedCode code() throws Exception {
        return PinnedCode.of(Path.of(Hub.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }
}
