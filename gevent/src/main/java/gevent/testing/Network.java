package gevent.testing;

import gevent.hub.Hub;
import gevent.hub.Poller;
import gevent.io.DatagramEndpoint;
import gevent.io.Endpoint;
import gevent.io.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The network of a {@link Simulation}. It connects the simulation's {@code gevent.socket.Socket}s through memory, and
 * also its {@code java.net.Socket}s once {@code Monkey.patchSocket()} was called. Data takes a time that the seed
 * decides, arrives in pieces, and on different connections in any order.
 *
 * <pre>{@code
 * Network network = Simulation.current().network();
 * Host a = network.host("a"), b = network.host("b");
 * network.latency(Duration.ofMillis(1), Duration.ofMillis(50));
 * network.partition(a, b);                          // what they send waits, as TCP does, until heal()
 * network.heal();
 * }</pre>
 *
 * <p>Code that was put on no {@link Host} is on {@code localhost}. Only the simulation's own greenlets may use the
 * methods.
 */
public final class Network implements Transport {
    private static final Duration FASTEST = Duration.ofNanos(100_000);
    private static final Duration SLOWEST = Duration.ofMillis(2);
    private static final int FIRST_PORT = 49_152;

    private final Random random;
    private final Trace trace;
    private final Host localhost = new Host("localhost", new byte[] {10, 0, 0, 1});
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final Map<SocketAddress, MemorySource> bound = new HashMap<>();         // listeners and datagram sockets
    private final Set<Set<Host>> cuts = new HashSet<>();
    private final List<Runnable> onHeal = new ArrayList<>();
    private final List<MemoryStream> streams = new ArrayList<>();
    private long fastest = FASTEST.toNanos();
    private long slowest = SLOWEST.toNanos();
    private double loss;
    private double resets;
    private int nextPort = FIRST_PORT;
    private @Nullable Hub hub;

    Network(Random random, Trace trace) {
        this.random = random;
        this.trace = trace;
    }

    // ---- what a test decides

    /** The machine with that name, made if there is none. {@code localhost} is the machine of the main greenlet. */
    public Host host(String name) {
        return name.equals(localhost.name()) ? localhost : hosts.computeIfAbsent(name, this::newHost);
    }

    /**
     * Makes a machine whose address depends on its name, because the JDK caches names for longer than a simulation
     * lives.
     */
    private Host newHost(String name) {
        int number = name.hashCode();
        Host host;
        do {
            host = new Host(name, new byte[] {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number});
            number++;
        } while (find(host.address(), localhost) != null);
        return host;
    }

    /** Makes everything that is sent from now on take between {@code fastest} and {@code slowest}. */
    public void latency(Duration fastest, Duration slowest) {
        if (fastest.isNegative() || slowest.compareTo(fastest) < 0) {
            throw new IllegalArgumentException("latency: from " + fastest + " to " + slowest);
        }
        this.fastest = fastest.toNanos();
        this.slowest = slowest.toNanos();
    }

    /**
     * Makes datagrams get lost.
     *
     * @param probability from 0, none, to 1, all
     */
    public void loss(double probability) {
        loss = checked(probability);
    }

    /**
     * Makes a write break its connection instead, as {@link #reset} does.
     *
     * @param probability from 0, none, to 1, all
     */
    public void resets(double probability) {
        resets = checked(probability);
    }

    private static double checked(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability: " + probability + " is not from 0 to 1");
        }
        return probability;
    }

    /**
     * Lets nothing through between two machines, in either direction. What connections send waits until {@link #heal};
     * datagrams are lost. A connection attempt meanwhile fails after two minutes.
     */
    public void partition(Host one, Host other) {
        if (cuts.add(Set.of(one, other))) {
            tell(one + " and " + other + " are cut off from each other");
        }
    }

    /** Cuts a machine off from all machines that exist now, {@code localhost} included. */
    public void isolate(Host alone) {
        all().filter(other -> other != alone).forEach(other -> partition(alone, other));
    }

    private Stream<Host> all() {
        return Stream.concat(Stream.of(localhost), hosts.values().stream());
    }

    /** Ends everything that {@link #partition} and {@link #isolate} did. */
    public void heal() {
        cuts.clear();
        tell("the network is whole again");
        List<Runnable> waiting = List.copyOf(onHeal);
        onHeal.clear();
        waiting.forEach(Runnable::run);
    }

    /** Breaks all connections between two machines: both ends get {@code Connection reset}. */
    public void reset(Host one, Host other) {
        List.copyOf(streams).stream().filter(stream -> stream.connects(one, other)).forEach(MemoryStream::reset);
    }

    // ---- for the network's sockets

    boolean isCut(Host one, Host other) {
        return one != other && cuts.contains(Set.of(one, other));
    }

    void onHeal(Runnable code) {
        onHeal.add(code);
    }

    Random random() {
        return random;
    }

    /** How long something takes from one machine to another; on one machine almost no time. */
    long delay(Host from, Host to) {
        long slow = from == to ? Math.min(slowest, fastest) : slowest;
        return fastest + (slow > fastest ? random.nextLong(slow - fastest + 1) : 0);
    }

    boolean losesDatagram(Host from, Host to) {
        return isCut(from, to) || loss > 0 && random.nextDouble() < loss;
    }

    boolean breaksConnection() {
        return resets > 0 && random.nextDouble() < resets;
    }

    /** Adds a line to the trace. */
    void tell(String what) {
        trace.event(what);
    }

    /**
     * The trace's name of an address that a machine uses, such as {@code server:80}; the address is null if there is
     * none.
     */
    String nameOf(@Nullable SocketAddress address, Host from) {
        if (address instanceof InetSocketAddress inet) {
            Host host = find(inet.getAddress(), from);
            return (host == null ? inet.getHostString() : host) + ":" + inet.getPort();
        }
        return address == null ? from + ":?" : from + ":" + address;
    }

    void later(long nanos, Runnable code) {
        hub().loop().timer(Duration.ofNanos(nanos)).start(code);
    }

    long now() {
        return hub().loop().now();
    }

    private Hub hub() {
        if (hub == null) {
            hub = Hub.get();
        }
        return hub;
    }

    /** Whether the current code may use the network's sockets. */
    boolean isHere() {
        return hub().isCurrent();
    }

    Host here() {
        Host current = Host.current();
        return current == null ? localhost : current;
    }

    /** The machine at {@code address}, as seen from another machine; null if there is none. */
    @Nullable Host find(InetAddress address, Host from) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return from;
        }
        return all().filter(host -> Arrays.equals(host.address().getAddress(), address.getAddress()))
                .findFirst().orElse(null);
    }

    /** The address of the sending machine, as seen by the receiver. */
    InetAddress addressTowards(InetAddress target, Host from) {
        return target.isLoopbackAddress() || target.isAnyLocalAddress() ? InetAddress.getLoopbackAddress()
                : from.address();
    }

    int freePort() {
        return nextPort++;
    }

    /** The socket that listens or receives at an address of a machine; null if there is none. */
    @Nullable MemorySource at(Object address) {
        return bound.get(address);
    }

    boolean bind(SocketAddress address, MemorySource source) {
        return bound.putIfAbsent(address, source) == null;
    }

    void unbind(SocketAddress address, MemorySource source) {
        bound.remove(address, source);
    }

    void opened(MemoryStream stream) {
        streams.add(stream);
    }

    void closed(MemoryStream stream) {
        streams.remove(stream);
    }

    /** The real place of a socket of a machine, whatever wildcard address it was bound to. */
    static SocketAddress on(Host host, SocketAddress address) {
        return address instanceof InetSocketAddress inet ? new InetSocketAddress(host.address(), inet.getPort())
                : address;
    }

    // ---- Transport

    @Override
    public InetAddress[] lookup(String host) throws UnknownHostException {
        if (!hosts.containsKey(host)) {
            throw new UnknownHostException(host + ": the network of a simulation has no host of this name");
        }
        return new InetAddress[] {hosts.get(host).address()};
    }

    /** Not supported: the simulation's own poller knows the sockets. */
    @Override
    public Poller newPoller() {
        throw new UnsupportedOperationException("Sockets in memory need no poller");
    }

    @Override
    public Endpoint newStream() {
        return new MemoryStream(this, here());
    }

    @Override
    public Endpoint newListener() {
        return new MemoryListener(this, here());
    }

    @Override
    public Endpoint newUnixStream() {
        return new MemoryStream(this, here());
    }

    @Override
    public Endpoint newUnixListener() {
        return new MemoryListener(this, here());
    }

    @Override
    public DatagramEndpoint newDatagrams() {
        return new MemoryDatagrams(this, here());
    }
}
