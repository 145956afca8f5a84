package gevent.stress;

import static jnr.constants.platform.Errno.EACCES;
import static jnr.constants.platform.Errno.EADDRINUSE;
import static jnr.constants.platform.Errno.EADDRNOTAVAIL;
import static jnr.constants.platform.Errno.EAGAIN;
import static jnr.constants.platform.Errno.ECONNABORTED;
import static jnr.constants.platform.Errno.ECONNREFUSED;
import static jnr.constants.platform.Errno.ECONNRESET;
import static jnr.constants.platform.Errno.EDQUOT;
import static jnr.constants.platform.Errno.EHOSTUNREACH;
import static jnr.constants.platform.Errno.EINTR;
import static jnr.constants.platform.Errno.EIO;
import static jnr.constants.platform.Errno.EMFILE;
import static jnr.constants.platform.Errno.ENETDOWN;
import static jnr.constants.platform.Errno.ENETUNREACH;
import static jnr.constants.platform.Errno.ENFILE;
import static jnr.constants.platform.Errno.ENOBUFS;
import static jnr.constants.platform.Errno.ENODEV;
import static jnr.constants.platform.Errno.ENOENT;
import static jnr.constants.platform.Errno.ENOMEM;
import static jnr.constants.platform.Errno.ENOSPC;
import static jnr.constants.platform.Errno.ENOTCONN;
import static jnr.constants.platform.Errno.ENOTTY;
import static jnr.constants.platform.Errno.EPERM;
import static jnr.constants.platform.Errno.EPIPE;
import static jnr.constants.platform.Errno.EPROTO;
import static jnr.constants.platform.Errno.ETIMEDOUT;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import jnr.constants.platform.Errno;

/**
 * When a system call fails, and with which error: decided by a seed and by how often the function was called. The
 * errors are those of the manual pages, except those of a wrong argument, which the code under test does not pass.
 * Any thread.
 */
final class Faults {
    /** No faults. */
    static final Faults NONE = new Faults(0, 0, 0, 0, 0, Set.of());

    private static final Map<String, List<Errno>> ERRORS = Map.ofEntries(
            Map.entry("epoll_create1", List.of(EMFILE, ENFILE, ENOMEM)),
            Map.entry("epoll_ctl", List.of(ENOMEM, ENOSPC)),
            Map.entry("epoll_wait", List.of(EINTR)),
            Map.entry("epoll_pwait2", List.of(EINTR)),
            Map.entry("eventfd", List.of(EMFILE, ENFILE, ENODEV, ENOMEM)),
            Map.entry("eventfd_write", List.of(EINTR)),
            Map.entry("read", List.of(EINTR, EINTR, EAGAIN, EIO, ECONNRESET, ENOMEM, ETIMEDOUT, EHOSTUNREACH)),
            Map.entry("write", List.of(EINTR, EINTR, EAGAIN, EIO, ECONNRESET, ENOBUFS, ENOMEM, ENOSPC, EDQUOT)),
            Map.entry("close", List.of(EINTR, EIO, ENOSPC, EDQUOT)),
            Map.entry("openat", List.of(EINTR, EACCES, EMFILE, ENFILE, ENOMEM, ENOENT, ENOSPC, EPERM)),
            Map.entry("fcntl", List.of(EMFILE, EPERM)),
            Map.entry("ioctl", List.of(ENOTTY)),
            Map.entry("poll", List.of(EINTR, ENOMEM)),
            Map.entry("pipe2", List.of(EMFILE, ENFILE)),
            Map.entry("socket", List.of(EACCES, EMFILE, ENFILE, ENOBUFS, ENOMEM)),
            Map.entry("bind", List.of(EACCES, EADDRINUSE, EADDRNOTAVAIL, ENOMEM)),
            Map.entry("listen", List.of(EADDRINUSE)),
            Map.entry("connect", List.of(EINTR, EACCES, EPERM, EADDRINUSE, EADDRNOTAVAIL, EAGAIN, ECONNREFUSED,
                    ENETUNREACH, ETIMEDOUT)),
            Map.entry("accept4", List.of(EINTR, EAGAIN, ECONNABORTED, EMFILE, ENFILE, ENOBUFS, ENOMEM, EPERM, EPROTO,
                    ENETDOWN, EHOSTUNREACH, ENETUNREACH)),
            Map.entry("getsockname", List.of(ENOBUFS)),
            Map.entry("getpeername", List.of(ENOBUFS, ENOTCONN)),
            Map.entry("getsockopt", List.of(ENOMEM)),
            Map.entry("setsockopt", List.of(ENOMEM, ENOBUFS)),
            Map.entry("shutdown", List.of(ENOBUFS)),
            Map.entry("send", List.of(EINTR, EAGAIN, ENOBUFS, ENOMEM, EPIPE, ECONNRESET)),
            Map.entry("sendmsg", List.of(EINTR, EAGAIN, ENOBUFS, ENOMEM, EPERM, ECONNREFUSED)),
            Map.entry("recvmsg", List.of(EINTR, EAGAIN, ENOMEM, ECONNREFUSED)),
            Map.entry("getpwuid_r", List.of(EINTR, EIO, EMFILE, ENFILE, ENOMEM)),
            Map.entry("getgrgid_r", List.of(EINTR, EIO, EMFILE, ENFILE, ENOMEM)),
            Map.entry("syscall", List.of(EMFILE, ENFILE, ENODEV, ENOMEM)),
            Map.entry("kill", List.of(EPERM)),
            Map.entry("waitpid", List.of(EINTR)),
            Map.entry("waitid", List.of(EINTR)),
            Map.entry("posix_spawnp", List.of(EAGAIN, ENOMEM, EACCES, EIO, EMFILE, ENFILE, ENOENT)),
            Map.entry("posix_spawn_file_actions_init", List.of(ENOMEM)),
            Map.entry("posix_spawn_file_actions_adddup2", List.of(ENOMEM)),
            Map.entry("posix_spawn_file_actions_addclose", List.of(ENOMEM)),
            Map.entry("posix_spawn_file_actions_addclosefrom_np", List.of(ENOMEM)),
            Map.entry("posix_spawn_file_actions_addchdir_np", List.of(ENOMEM)),
            Map.entry("posix_spawnattr_init", List.of(ENOMEM)));

    private static final Set<Errno> OF_RESOURCES = Set.of(EMFILE, ENFILE, ENOMEM, ENOBUFS, ENOSPC);
    private static final int BURST = 40;

    /** The message of errors that were thrown by this class. */
    static final String ON_PURPOSE = "on purpose";

    private final long seed;
    private volatile boolean thrown;
    private final double rate;
    private final double interrupts;
    private final double burstRate;
    private final double errorRate;
    private final Set<String> spared;
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();     // by function; any thread
    private final AtomicInteger all = new AtomicInteger();                          // any thread
    private final AtomicInteger struck = new AtomicInteger();                       // any thread

    private Faults(long seed, double rate, double interrupts, double burstRate, double errorRate,
            Set<String> spared) {
        this.seed = seed;
        this.rate = rate;
        this.interrupts = interrupts;
        this.burstRate = burstRate;
        this.errorRate = errorRate;
        this.spared = spared;
    }

    /** The faults of a seed: few or many, with or without storms of interrupts and times without resources. */
    static Faults of(long seed) {
        Random random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
        double[] rates = {0, 0.001, 0.01, 0.05};
        double rate = rates[random.nextInt(rates.length)];
        double interrupts = random.nextInt(3) == 0 ? 0.5 : 0;
        double burstRate = random.nextInt(3) == 0 ? 0.2 : 0;
        double errorRate = random.nextInt(6) == 0 ? 0.005 : 0;
        Set<String> spared = ConcurrentHashMap.newKeySet();
        ERRORS.keySet().stream().sorted().filter(_ -> random.nextInt(3) == 0).forEach(spared::add);
        return new Faults(seed, rate, interrupts, burstRate, errorRate, spared);
    }

    /** What a call does besides, or instead of, what it was asked to. */
    record Fault(int errno, Random random) {
        boolean fails() {
            return errno != 0;
        }
    }

    /** The fault of the next call of {@code function}; its errno is 0 for none. */
    Fault next(String function) {
        int call = calls.computeIfAbsent(function, _ -> new AtomicInteger()).incrementAndGet();
        Random random = new Random(seed * 1_000_003 + function.hashCode() * 31L + call);
        random.nextInt();       // the first ones of neighbours are alike
        if (!function.equals("close")) {        // which allocates nothing, and must not be skipped
            throwSometimes(random);
        }
        return new Fault(errno(function, random), random);
    }

    /** Any call is preceded by allocations, and may be deep on the stack. */
    private void throwSometimes(Random random) {
        if (random.nextDouble() < errorRate) {
            struck.incrementAndGet();
            thrown = true;
            throw random.nextBoolean() ? new OutOfMemoryError(ON_PURPOSE) : new StackOverflowError(ON_PURPOSE);
        }
    }

    /** Whether any call has thrown an error, which may have ended the hub. */
    boolean hasThrown() {
        return thrown;
    }

    private int errno(String function, Random random) {
        List<Errno> errors = ERRORS.getOrDefault(function, List.of());
        if (this == NONE || errors.isEmpty()) {
            return 0;
        }
        if (errors.contains(EINTR) && random.nextDouble() < interrupts) {
            return strike(EINTR);
        }
        List<Errno> ofResources = errors.stream().filter(OF_RESOURCES::contains).toList();
        boolean burst = new Random(seed ^ all.incrementAndGet() / BURST * 7_919L).nextDouble() < burstRate;
        if (burst && !ofResources.isEmpty() && !spared.contains(function)) {
            return strike(ofResources.get(random.nextInt(ofResources.size())));
        }
        return random.nextDouble() < rate && !spared.contains(function)
                ? strike(errors.get(random.nextInt(errors.size()))) : 0;
    }

    private int strike(Errno errno) {
        struck.incrementAndGet();
        return errno.intValue();
    }

    /** Whether a thing that only some seeds do happens now. */
    boolean happens(Random random) {
        return this != NONE && random.nextDouble() < rate;
    }

    /** How many calls have failed. */
    int struck() {
        return struck.get();
    }

    @Override
    public String toString() {
        return "rate " + rate + ", interrupts " + interrupts + ", bursts " + burstRate + ", errors " + errorRate
                + ", " + struck + " struck";
    }
}
