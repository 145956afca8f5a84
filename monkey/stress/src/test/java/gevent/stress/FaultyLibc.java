package gevent.stress;

import com.kenai.jffi.LastError;
import com.kenai.jffi.MemoryIO;
import gevent.internal.libc.LibcFunctions;
import gevent.stress.Faults.Fault;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import jnr.constants.platform.Errno;

/**
 * The C library with {@link Faults}. A call that fails has no effect, with the two exceptions of Linux: close(2) closes
 * and connect(2) goes on connecting, whatever they return.
 *
 * <p>What edge-triggered epoll relies on stays true. A read that finds nothing, or less than there is, looks to the
 * program as if the rest had arrived right after it: so the descriptor is re-armed, and epoll reports it once more.
 */
public final class FaultyLibc extends LibcFunctions {
    /** The faults that strike now. */
    static volatile Faults faults = Faults.NONE;

    private static final int EAGAIN = Errno.EAGAIN.intValue();
    private static final int EINPROGRESS = Errno.EINPROGRESS.intValue();
    private static final int EINTR = Errno.EINTR.intValue();
    private static final int ADD = 1;
    private static final int DEL = 2;
    private static final int MOD = 3;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int F_GETFL = 3;
    private static final int EVENT_SIZE = System.getProperty("os.arch").matches("amd64|x86_64") ? 12 : 16;
    private static final long LATEST = 2_000_000;

    private static final MemoryIO MEMORY = MemoryIO.getInstance();
    private static volatile Entry epollCtl;     // set before anything is registered
    /** What each descriptor is registered for, by its number and the number of the epoll. */
    private static final Map<Long, Map<Long, byte[]>> REGISTERED = new ConcurrentHashMap<>();   // any thread

    private long call(Entry to, long[] a, LongSupplier real) {
        String name = to.name();
        Fault fault = faults.next(name);
        return switch (name) {
            case "close" -> {
                REGISTERED.remove(a[0]);
                yield failedAfter(fault, real.getAsLong());
            }
            case "connect" -> fault.errno() == EINTR ? interrupted(real.getAsLong())
                    : fault.fails() ? failed(name, fault.errno()) : real.getAsLong();
            case "fcntl" -> fcntl(fault, (int) a[1], real);
            case "epoll_ctl" -> fault.fails() ? failed(name, fault.errno()) : register(to, a, real.getAsLong());
            case "epoll_wait", "epoll_pwait2" -> fault.fails() ? failed(name, fault.errno())
                    : faults.happens(fault.random()) ? 0 : real.getAsLong();
            case "eventfd_write" -> {
                if (faults.happens(fault.random())) {
                    beLate(fault);
                }
                yield fault.fails() ? failed(name, fault.errno()) : real.getAsLong();
            }
            case "read", "write" -> transfer(to, fault, a, real);
            case "accept4", "recvmsg", "sendmsg", "send" -> {
                if (fault.errno() == EAGAIN) {
                    rearm(a[0]);
                }
                yield fault.fails() ? failed(name, fault.errno()) : real.getAsLong();
            }
            default -> fault.fails() ? failed(name, fault.errno()) : real.getAsLong();
        };
    }

    private static long failed(String name, int errno) {
        if (name.startsWith("posix_spawn") || name.endsWith("_r")) {
            return errno;
        }
        LastError.getInstance().set(errno);
        return -1;
    }

    private static long failedAfter(Fault fault, long result) {
        return result < 0 || !fault.fails() ? result : failed("", fault.errno());
    }

    private static long interrupted(long result) {
        boolean goesOn = result == 0 || LastError.getInstance().get() == EINPROGRESS;
        return goesOn ? failed("", EINTR) : result;
    }

    private static long fcntl(Fault fault, int command, LongSupplier real) {
        boolean makes = command == F_DUPFD_CLOEXEC;
        boolean fits = makes == (fault.errno() == Errno.EMFILE.intValue());
        return fault.fails() && fits && command != F_GETFL ? failed("", fault.errno()) : real.getAsLong();
    }

    private static void beLate(Fault fault) {
        for (long end = System.nanoTime() + fault.random().nextLong(LATEST); System.nanoTime() < end; ) {
            Thread.onSpinWait();
        }
    }

    private long transfer(Entry to, Fault fault, long[] a, LongSupplier real) {
        if (fault.errno() == EAGAIN) {
            rearm(a[0]);
        }
        if (fault.fails()) {
            return failed(to.name(), fault.errno());
        }
        if (a[2] < 2 || !faults.happens(fault.random())) {
            return real.getAsLong();
        }
        long n = super.call(to, a[0], a[1], 1 + fault.random().nextLong(a[2] - 1));
        rearm(a[0]);
        return n;
    }

    // ---- what epoll knows

    private static long register(Entry to, long[] a, long result) {
        epollCtl = to;
        if (result == 0 && a[1] != DEL) {
            byte[] event = new byte[EVENT_SIZE];
            MEMORY.getByteArray(a[3], event, 0, EVENT_SIZE);
            REGISTERED.computeIfAbsent(a[2], _ -> new ConcurrentHashMap<>()).put(a[0], event);
        } else if (result == 0) {
            REGISTERED.computeIfPresent(a[2], (_, known) -> {
                known.remove(a[0]);
                return known;
            });
        }
        return result;
    }

    /** Has epoll report a descriptor once more, if it is ready. */
    private void rearm(long fd) {
        int errno = LastError.getInstance().get();
        REGISTERED.getOrDefault(fd, Map.of()).forEach((epoll, event) -> {
            long memory = MEMORY.allocateMemory(EVENT_SIZE, false);
            try {
                MEMORY.putByteArray(memory, event, 0, EVENT_SIZE);
                super.call(epollCtl, epoll, MOD, fd, memory);
            } finally {
                MEMORY.freeMemory(memory);
            }
        });
        LastError.getInstance().set(errno);
    }

    // ---- the ways here

    @Override
    protected long call(Entry to, long a) {
        return call(to, new long[] {a}, () -> super.call(to, a));
    }

    @Override
    protected long call(Entry to, long a, long b) {
        return call(to, new long[] {a, b}, () -> super.call(to, a, b));
    }

    @Override
    protected long call(Entry to, long a, long b, long c) {
        return call(to, new long[] {a, b, c}, () -> super.call(to, a, b, c));
    }

    @Override
    protected long call(Entry to, long a, long b, long c, long d) {
        return call(to, new long[] {a, b, c, d}, () -> super.call(to, a, b, c, d));
    }

    @Override
    protected long call(Entry to, long a, long b, long c, long d, long e) {
        return call(to, new long[] {a, b, c, d, e}, () -> super.call(to, a, b, c, d, e));
    }

    @Override
    protected long call(Entry to, long a, long b, long c, long d, long e, long f) {
        return call(to, new long[] {a, b, c, d, e, f}, () -> super.call(to, a, b, c, d, e, f));
    }
}
