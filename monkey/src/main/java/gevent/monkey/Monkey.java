package gevent.monkey;

import gevent.monkey.agent.Weaving;
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
 * Makes the JDK's blocking classes cooperative, for this whole JVM: what waits in them lets other greenlets run. Call
 * it first thing in {@code main}.
 *
 * <pre>{@code
 * Monkey.patchAll();
 * joinall(spawn(() -> URI.create(a).toURL().openStream().readAllBytes()),     // both at once,
 *         spawn(() -> URI.create(b).toURL().openStream().readAllBytes()));    // on this thread
 * }</pre>
 *
 * <p>On a thread that has no hub the patched classes block it, as they did before. Not everything needs a patch: locks,
 * {@link Thread#sleep} and whatever else lets a virtual thread wait lets a greenlet wait. {@link #report} tells what is
 * patched. All methods may be called from any thread, in any order and again; nothing is ever unpatched. gevent:
 * {@code gevent.monkey}.
 */
public final class Monkey {
    /** In the order of the report. */
    private static final List<String> NAMES = List.of("socket", "datagram", "dns", "time", "clock", "file",
            "subprocess");
    private static final Map<String, Patch> PATCHES = new HashMap<>();          // guarded by itself
    private static final Map<String, String> UNPATCHED = new HashMap<>();       // and why; guarded by PATCHES

    private Monkey() {
    }

    /**
     * Patches all that can be patched; {@link #report} tells what could not.
     *
     * @throws IllegalStateException if somebody else has set a factory of sockets; all the rest is patched then
     */
    public static void patchAll() {
        try {
            patchSocket();
        } finally {
            try {
                patchDns();
            } catch (IllegalStateException otherwise) {
                // The report tells.
            }
            patchTime();
            patchFile();
            patchSubprocess();
        }
    }

    /**
     * Patches {@link Thread#sleep} and all timed waits of the JDK: they use the timers of the hub, and a kill or a
     * {@code Timeout} ends a sleep at once. Needs the agent. gevent: {@code patch_time}.
     */
    public static void patchTime() {
        patchByAgent("time");
    }

    /**
     * Patches the streams and channels of files, {@link java.io.RandomAccessFile}, {@code Files} and
     * {@link java.io.File}: a thread of a pool works in the greenlet's place, and the loop watches pipes, FIFOs,
     * terminals and standard input. What only asks for or changes names and attributes goes to a thread if a file
     * system is mounted that another machine or a process answers for; by {@code -Dgevent.files=all} always, by
     * {@code -Dgevent.files=data} never.
     *
     * <p>A hub's main waits itself for files, but not for pipes. Where main runs code of its own, a greenlet that does
     * more than open and read files waits itself, too, as the two may share a lock: use {@code Gevent.run}.
     * {@code System.out} and {@code System.err} are written as ever. Needs the agent.
     */
    public static void patchFile() {
        patchByAgent("file");
    }

    /**
     * Patches {@link ProcessBuilder#start} and {@link Process#waitFor}; the streams of a process are patched with the
     * files. Needs the agent.
     */
    public static void patchSubprocess() {
        patchByAgent("subprocess");
    }

    /**
     * Has user code, that is all but the JDK's and our own, go by {@link gevent.testing.Clocks}: within a simulation
     * {@code System.nanoTime}, {@code System.currentTimeMillis}, {@code Instant.now}, {@code Clock.systemUTC} and the
     * other {@code now()} of {@code java.time} tell its time. For tests, so {@link #patchAll} leaves it out. Needs the
     * agent.
     */
    public static void patchClock() {
        patchByAgent("clock");
    }

    private static void patchByAgent(String what) {
        synchronized (PATCHES) {
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
     * Patches {@link Socket} and {@link ServerSocket}: those made from now on are cooperative. The JVM takes a factory
     * of sockets once, for ever. SOCKS proxies are used as before, whether {@code -DsocksProxyHost} or a
     * {@link java.net.ProxySelector} names them; {@code new Socket(proxy)} asks no factory, so without the agent it
     * stays the JDK's own kind, which blocks a hub's main (a greenlet waits in it, too).
     *
     * <p>With the agent {@link DatagramSocket} and {@link java.net.MulticastSocket}, too. Without it a greenlet waits
     * in those as a virtual thread does, a kill or a {@code Timeout} closes the socket, and a hub's main blocks.
     *
     * @throws IllegalStateException if somebody else has set a factory
     */
    @SuppressWarnings("deprecation")      // the JDK has no other way
    public static void patchSocket() {
        synchronized (PATCHES) {
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
     * Patches {@link InetAddress}: a look-up of a name waits for a thread of its own; see {@link gevent.socket.Dns}.
     *
     * @throws IllegalStateException if this JVM looks names up in another way
     */
    public static void patchDns() {
        synchronized (PATCHES) {
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
     * Whether something is patched.
     *
     * @param what {@code "socket"}, {@code "datagram"}, {@code "dns"}, {@code "time"}, {@code "file"},
     *        {@code "subprocess"}, {@code "clock"}
     */
    public static boolean isPatched(String what) {
        synchronized (PATCHES) {
            return PATCHES.containsKey(what);
        }
    }

    /** What waits without our doing, and why: for who wonders why others stand still. */
    private static final String NOT_PATCHABLE = """
            Not patchable:
              channels of sockets, selectors, and java.net.http.HttpClient on top of them: on a hub's main they block its \
            thread
              System.out and System.err: their locks are everybody's
              native code: nobody sees it wait
              class initializers and class loaders: the JVM cannot leave them half way through
              locks, java.util.concurrent and Thread.join on a hub's main: greenlets wait in them without a patch; \
            Gevent.run makes main one
            """;

    /**
     * What is patched, by which means, and what existed before and thus stays as it was; what is not patched, and what
     * cannot be, and why: some lines of text. With the agent it names the place where the first socket was made before.
     */
    public static String report() {
        synchronized (PATCHES) {
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
