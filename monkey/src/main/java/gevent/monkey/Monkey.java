package gevent.monkey;

import gevent.hub.PinnedLock;
import gevent.monkey.agent.Weaving;
import gevent.socket.ClosingSockets;
import gevent.socket.DnsProvider;
import gevent.socket.SocketImpls;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the JDK's blocking classes cooperative for the whole JVM: other greenlets run while one waits in such a class.
 * Patch first thing in {@code main}.
 *
 * <pre>{@code
 * Monkey.patchAll();
 * joinall(spawn(() -> URI.create(a).toURL().openStream().readAllBytes()),     // both concurrently,
 *         spawn(() -> URI.create(b).toURL().openStream().readAllBytes()));    // on this thread
 * }</pre>
 *
 * <p>On a thread without a hub the patched classes block, as before. Not everything needs a patch: in locks,
 * {@link Thread#sleep} and everything else in which a virtual thread can wait, a greenlet can wait, too.
 * {@link #report} lists what is patched. All methods may be called from any thread, in any order and repeatedly.
 * Nothing is ever unpatched. gevent: {@code gevent.monkey}.
 */
public final class Monkey {
    /** All patches, in the order of the report. */
    private static final List<String> NAMES = List.of("socket", "datagram", "dns", "time", "clock", "file",
            "subprocess");
    private static final PinnedLock LOCK = new PinnedLock();
    private static final Map<String, Patch> PATCHES = new HashMap<>();          // guarded by LOCK
    private static final Map<String, String> UNPATCHED = new HashMap<>();       // name to reason; guarded by LOCK

    private Monkey() {
    }

    /**
     * Patches everything that can be patched; {@link #report} lists what could not be.
     *
     * @throws IllegalStateException if another socket factory is already set; everything else is patched all the same
     */
    public static void patchAll() {
        try {
            patchSocket();
        } finally {
            try {
                patchDns();
            } catch (IllegalStateException otherwise) {
                // The report lists it.
            }
            patchTime();
            patchFile();
            patchSubprocess();
            Agent.patchDaemons();
        }
    }

    /**
     * Decides what a kill or a {@code Timeout} does to a patched TCP socket in whose wait it surfaces: close it, as an
     * interrupt does without the patch, or leave it open, which is the default. See {@link ClosingSockets}, which also
     * does this for a single call.
     */
    public static void closeSocketsThrownInto(boolean close) {
        ClosingSockets.everywhere(close);
    }

    /**
     * Patches {@link Thread#sleep} and all timed waits of the JDK. They then use the hub's timers, and a kill or a
     * {@code Timeout} ends a sleep at once. Needs the agent. gevent: {@code patch_time}.
     */
    public static void patchTime() {
        patchByAgent("time");
    }

    /**
     * Patches the streams and channels of files, {@link java.io.RandomAccessFile}, {@code Files} and
     * {@link java.io.File}. A pool thread does the file operation for the greenlet; the loop watches pipes, FIFOs,
     * terminals and standard input. Calls that only read or change names and attributes go to a pool thread if a file
     * system is mounted that another machine or process serves. With {@code -Dgevent.files=all} they always do, with
     * {@code -Dgevent.files=data} never.
     *
     * <p>A hub's main blocks on files, but not on pipes. If main does more than drive the loop, a greenlet blocks, too,
     * except when it opens or reads files, because the two may share a lock. Use {@code Gevent.run} to avoid that.
     * {@code System.out} and {@code System.err} stay unpatched. Needs the agent.
     */
    public static void patchFile() {
        patchByAgent("file");
    }

    /**
     * Patches {@link ProcessBuilder#start} and {@link Process#waitFor}. {@link #patchFile} patches the streams of a
     * process. Needs the agent.
     */
    public static void patchSubprocess() {
        patchByAgent("subprocess");
    }

    /**
     * Makes user code (all code except the JDK's and gevent4j's) use {@link gevent.testing.Clocks}. Within a
     * simulation {@code System.nanoTime}, {@code System.currentTimeMillis}, {@code Instant.now},
     * {@code Clock.systemUTC} and the other {@code now()} methods of {@code java.time} then return the simulated time.
     * For tests, so {@link #patchAll} leaves it out. Needs the agent.
     */
    public static void patchClock() {
        patchByAgent("clock");
    }

    private static void patchByAgent(String what) {
        try (PinnedLock _ = LOCK.hold()) {
            if (isPatched(what)) {
                return;
            }
            Weaving weaving = Agent.weaving();
            if (weaving == null) {
                UNPATCHED.put(what, "not patched, as that needs the agent: java -javaagent:gevent-monkey.jar …");
                return;
            }
            Weaving.Result result = what.equals("clock") ? weaving.applyClock() : weaving.apply(what);
            String left = result.left().isEmpty() ? "" : "left alone: " + String.join(", ", result.left());
            if (result.rewritten().isEmpty()) {
                UNPATCHED.put(what, "not patched; " + left);
            } else {
                patched(what, String.join(", ", result.rewritten()), "the agent",
                        "what is there already is patched, too" + (left.isEmpty() ? "" : "; " + left));
            }
        }
    }

    private static void patched(String what, String classes, String means, String more) {
        UNPATCHED.remove(what);
        PATCHES.put(what, new Patch(classes, means, more));
    }

    /**
     * Patches {@link Socket} and {@link ServerSocket}: sockets made from now on are cooperative. The JVM accepts one
     * socket factory, and never another. SOCKS proxies work as before, whether {@code -DsocksProxyHost} or a
     * {@link java.net.ProxySelector} names them. {@code new Socket(proxy)} bypasses the factory. Without the agent such
     * a socket remains the JDK's own kind, in which a greenlet can wait, but which blocks a hub's main.
     *
     * <p>With the agent this method also patches {@link DatagramSocket} and {@link java.net.MulticastSocket}. Without
     * the agent a greenlet waits in them as a virtual thread does, a kill or a {@code Timeout} closes the socket, and a
     * hub's main blocks.
     *
     * @throws IllegalStateException if another factory is already set
     */
    @SuppressWarnings("deprecation")      // the JDK has no other way
    public static void patchSocket() {
        try (PinnedLock _ = LOCK.hold()) {
            patchByAgent("datagram");
            if (isPatched("socket")) {
                return;
            }
            Weaving weaving = Agent.weaving();
            String before = "before it: " + OpenSockets.describe(weaving == null ? null : weaving.firstEarlySocket());
            UNPATCHED.put("socket", "not patched: another SocketImplFactory was set before; " + before);
            setFactory("java.net.Socket", () -> Socket.setSocketImplFactory(SocketImpls.client()));
            patched("socket", "java.net.Socket", "Socket.setSocketImplFactory", before);
            setFactory("java.net.ServerSocket", () -> ServerSocket.setSocketFactory(SocketImpls.server()));
            patched("socket", "java.net.Socket, java.net.ServerSocket",
                    "Socket.setSocketImplFactory, ServerSocket.setSocketFactory", before);
            if (weaving != null) {
                patchByProxy(weaving, before);
            }
        }
    }

    private static void patchByProxy(Weaving weaving, String before) {
        weaving.socketsArePatched();
        Weaving.Result result = weaving.apply("socket");
        if (!result.rewritten().isEmpty()) {
            patched("socket", "java.net.Socket, java.net.ServerSocket",
                    "Socket.setSocketImplFactory, ServerSocket.setSocketFactory, the agent (for new Socket(proxy))",
                    before);
        }
    }

    /**
     * Patches {@link InetAddress}: a separate thread looks a name up while the greenlet waits; see
     * {@link gevent.socket.Dns}.
     *
     * @throws IllegalStateException if this JVM looks names up with another resolver
     */
    public static void patchDns() {
        try (PinnedLock _ = LOCK.hold()) {
            if (isPatched("dns")) {
                return;
            }
            if (!DnsProvider.patch()) {
                String why = "This JVM does not look names up through " + DnsProvider.class.getName()
                        + ": another InetAddressResolverProvider comes before it on the class path,"
                        + " or -Djdk.net.hosts.file is set";
                UNPATCHED.put("dns", "not patched. " + why);
                throw new IllegalStateException(why);
            }
            patched("dns", "java.net.InetAddress", "InetAddressResolverProvider",
                    "what was looked up stays known for its time");
        }
    }

    private interface Setter {
        void set() throws IOException;
    }

    private static void setFactory(String of, Setter setter) {
        try {
            setter.set();
        } catch (IOException taken) {
            throw new IllegalStateException("Another SocketImplFactory is set for " + of + " in this JVM, and there can"
                    + " be only one: call Monkey.patchSocket() before whoever sets it, or use gevent.monkey.net",
                    taken);
        }
    }

    /**
     * Whether a part of the JDK is patched.
     *
     * @param what {@code "socket"}, {@code "datagram"}, {@code "dns"}, {@code "time"}, {@code "file"},
     *        {@code "subprocess"}, {@code "clock"}
     */
    public static boolean isPatched(String what) {
        try (PinnedLock _ = LOCK.hold()) {
            return PATCHES.containsKey(what);
        }
    }

    /** What cannot be made cooperative, and why; for users who wonder why other greenlets stand still. */
    private static final String NOT_PATCHABLE = """
            Not patchable:
              channels of sockets, selectors, and java.net.http.HttpClient on top of them: on a hub's main they block \
            its thread
              System.out and System.err: their locks are everybody's
              native code: nobody sees it wait
              class initializers and class loaders: the JVM cannot leave them half way through
              locks, java.util.concurrent and Thread.join on a hub's main: greenlets wait in them without a patch; \
            Gevent.run makes main one
            """;

    /**
     * Describes in some lines of text what is patched, by which means, and what existed before and so stays unpatched;
     * then what is not patched, what cannot be patched, and why. With the agent, the report also names the place where
     * the first socket was made before patching.
     */
    public static String report() {
        try (PinnedLock _ = LOCK.hold()) {
            if (PATCHES.isEmpty() && UNPATCHED.isEmpty()) {
                return "Nothing is patched.";
            }
            StringBuilder text = new StringBuilder();
            NAMES.stream().filter(PATCHES::containsKey)
                    .forEach(what -> text.append(what).append(": ").append(PATCHES.get(what)).append('\n'));
            NAMES.stream().filter(UNPATCHED::containsKey)
                    .forEach(what -> text.append(what).append(": ").append(UNPATCHED.get(what)).append('\n'));
            return text.append(NOT_PATCHABLE).toString();
        }
    }

    private record Patch(String classes, String means, String more) {
        @Override
        public String toString() {
            return classes + " by " + means + "; " + more;
        }
    }
}
