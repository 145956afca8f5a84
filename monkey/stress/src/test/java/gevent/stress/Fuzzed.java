package gevent.stress;

import gevent.Gevent;
import gevent.Timeout;
import gevent.util.RunInfo;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HexFormat;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * One input after another, for Jazzer, which calls this class by its name; or a single one. The input may cost a
 * multiple of its length, but not what it claims; and nothing stays open.
 */
public final class Fuzzed {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final long MOST_MEMORY = 16 << 20;
    private static final int MOST_MEMORY_PER_BYTE = 2000;
    /** The JVM and Jazzer open some files of their own. */
    private static final int MOST_DESCRIPTORS = 16;

    private static final Foreign WHAT = Foreign.valueOf(System.getProperty("stress.foreign"));
    private static int descriptors;     // open after the first input; main thread only

    private Fuzzed() {
    }

    /** Reads one input: {@code -Dstress.foreign=WHAT} and, in hexadecimal, {@code -Dstress.input=BYTES}. */
    public static void main(String[] arguments) throws Exception {
        fuzzerTestOneInput(HexFormat.of().parseHex(System.getProperty("stress.input")));
    }

    /** Called by Jazzer before all inputs: loads and instruments classes, which takes time and memory. */
    public static void fuzzerInitialize() throws Exception {
        for (byte[] seed : WHAT.seeds()) {
            WHAT.read(seed);
        }
    }

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        long most = MOST_MEMORY + (long) MOST_MEMORY_PER_BYTE * input.length;
        // An input that goes a new way may load classes; the second time, it loads none.
        long cost = cost(input) > most ? cost(input) : 0;
        if (cost > most) {
            throw new AssertionError(cost + " bytes of memory for an input of " + input.length);
        }
        checkNothingIsLeft();
    }

    private static long cost(byte[] input) throws Exception {
        long before = allocated();
        try (Timeout _ = Timeout.start(LIMIT)) {
            WHAT.read(input);
        }
        return allocated() - before;
    }

    private static void checkNothingIsLeft() {
        int open = new File("/proc/self/fd").list().length;
        if (descriptors == 0) {
            descriptors = open;
        } else if (open > descriptors + MOST_DESCRIPTORS) {
            throw new AssertionError(open + " open descriptors");
        }
        if (!Gevent.await(LIMIT)) {
            throw new AssertionError("greenlets are left: " + RunInfo.take());
        }
    }

    private static long allocated() throws JMException {
        return (Long) ManagementFactory.getPlatformMBeanServer().getAttribute(
                new ObjectName("java.lang:type=Threading"), "CurrentThreadAllocatedBytes");
    }
}
