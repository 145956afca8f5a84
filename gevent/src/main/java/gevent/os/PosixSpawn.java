package gevent.os;

import gevent.internal.libc.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One call of posix_spawn(3), in its own memory. The child begins as a program should: no signal is blocked or ignored
 * (the JVM ignores SIGPIPE), and it has only the descriptors that are meant for it. The calling thread blocks until the
 * program runs, or fails to run.
 */
final class PosixSpawn {
    private static final short SETPGROUP = 0x02;
    private static final short SETSIGDEF = 0x04;
    private static final short SETSIGMASK = 0x08;
    private static final short SETSID = 0x80;

    /**
     * Larger than the C library's {@code posix_spawnattr_t}, {@code posix_spawn_file_actions_t} and {@code sigset_t}.
     */
    private static final int STRUCT = 512;
    private static final int PID = 0;
    private static final int ACTIONS = 16;
    private static final int ATTRIBUTES = ACTIONS + STRUCT;
    private static final int SIGNALS = ATTRIBUTES + STRUCT;
    private static final int WORDS = SIGNALS + STRUCT;

    private static final byte[] ALL_SIGNALS = new byte[128];

    static {
        Arrays.fill(ALL_SIGNALS, (byte) 0xff);
    }

    private static final int FIRST_NOT_STANDARD = 3;
    private static final Path OPEN_DESCRIPTORS = Path.of("/proc/self/fd");

    private final Child.Plan plan;
    private final List<Integer> copies = new ArrayList<>(0);    // to be closed again
    private final ByteBuffer memory;
    private final long address;
    private int end = WORDS;                                    // of what the memory holds
    private final long arguments;
    private final long environment;
    private final long directory;

    private PosixSpawn(Child.Plan plan) {
        this.plan = plan;
        List<byte[]> words = plan.command().stream().map(PosixSpawn::encode).toList();
        Map<String, String> variables = plan.environment() != null ? plan.environment() : System.getenv();
        List<byte[]> pairs = variables.entrySet().stream()
                .map(one -> encode(one.getKey() + "=" + one.getValue())).toList();
        byte[] folder = plan.directory() == null ? new byte[0] : encode(plan.directory().toString());
        memory = ByteBuffer.allocateDirect(WORDS + sizeOf(words) + sizeOf(pairs) + folder.length + 1)
                .order(ByteOrder.nativeOrder());
        address = Libc.addressOf(memory);
        arguments = putAll(words);
        environment = putAll(pairs);
        directory = put(folder);
    }

    private static byte[] encode(String word) {
        return word.getBytes(Libc.TEXTS);
    }

    private static int sizeOf(List<byte[]> words) {
        return words.stream().mapToInt(word -> Long.BYTES + word.length + 1).sum() + 2 * Long.BYTES;
    }

    /** Lays out a null-terminated array of addresses, and behind it the words that they point to. */
    private long putAll(List<byte[]> words) {
        int array = (end + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
        end = array + (words.size() + 1) * Long.BYTES;
        for (int i = 0; i < words.size(); i++) {
            memory.putLong(array + i * Long.BYTES, put(words.get(i)));
        }
        return address + array;
    }

    private long put(byte[] word) {
        int at = end;
        memory.put(at, word);
        end += word.length + 1;
        return address + at;
    }

    /**
     * Starts a program.
     *
     * @return the number of the process
     * @throws IOException as the JDK's {@code ProcessBuilder} throws it
     */
    static int start(Child.Plan plan) throws IOException {
        PosixSpawn spawn = new PosixSpawn(plan);
        try {
            return spawn.start();
        } finally {
            spawn.copies.forEach(Libc.C::close);
        }
    }

    private int start() throws IOException {
        long actions = address + ACTIONS;
        check(Libc.C.posix_spawn_file_actions_init(actions));
        try {
            plan.checkPossible();
            giveDescriptors(actions);
            return start(actions);
        } finally {
            Libc.C.posix_spawn_file_actions_destroy(actions);
            Reference.reachabilityFence(memory);
        }
    }

    private int start(long actions) throws IOException {
        long attributes = address + ATTRIBUTES;
        check(Libc.C.posix_spawnattr_init(attributes));
        try {
            giveAttributes(attributes);
            int errno = Libc.C.posix_spawnp(address + PID, memory.getLong((int) (arguments - address)), actions,
                    attributes, arguments, environment);
            if (errno != 0) {
                throw new IOException(plan.failure(errno));
            }
            return memory.getInt(PID);
        } finally {
            Libc.C.posix_spawnattr_destroy(attributes);
        }
    }

    private static void check(int errno) throws IOException {
        if (errno != 0) {
            throw Libc.failure(errno);
        }
    }

    private void giveDescriptors(long actions) throws IOException {
        give(actions, plan.in(), 0);
        give(actions, plan.out(), 1);
        give(actions, plan.err(), 2);
        if (plan.directory() != null) {
            check(Libc.C.posix_spawn_file_actions_addchdir_np(actions, directory));
        }
        try {
            check(Libc.C.posix_spawn_file_actions_addclosefrom_np(actions, FIRST_NOT_STANDARD));
        } catch (UnsatisfiedLinkError beforeGlibc34) {
            closeEach(actions);
        }
    }

    /** The descriptors of gevent4j are close-on-exec, but those that the JVM opens are not always. */
    private static void closeEach(long actions) throws IOException {
        try (Stream<Path> open = Files.list(OPEN_DESCRIPTORS)) {
            for (Path one : (Iterable<Path>) open::iterator) {
                int number = Integer.parseInt(one.getFileName().toString());
                if (number >= FIRST_NOT_STANDARD) {
                    check(Libc.C.posix_spawn_file_actions_addclose(actions, number));
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void give(long actions, @Nullable Descriptor descriptor, int as) throws IOException {
        if (descriptor == null) {
            return;
        }
        int number = descriptor.number();
        if (number < FIRST_NOT_STANDARD) {
            // A copy is not overwritten before its turn. And a descriptor duplicated to itself would stay
            // close-on-exec.
            number = Libc.C.fcntl(number, Libc.F_DUPFD_CLOEXEC, FIRST_NOT_STANDARD);
            if (number < 0) {
                throw Libc.failure(Libc.errno());
            }
            copies.add(number);
        }
        check(Libc.C.posix_spawn_file_actions_adddup2(actions, number, as));
    }

    private void giveAttributes(long attributes) throws IOException {
        int flags = SETSIGDEF | SETSIGMASK;
        if (plan.newSession()) {
            flags |= SETSID;
        }
        if (plan.group() != null) {
            flags |= SETPGROUP;
            check(Libc.C.posix_spawnattr_setpgroup(attributes, plan.group()));
        }
        check(Libc.C.posix_spawnattr_setflags(attributes, (short) flags));
        check(Libc.C.posix_spawnattr_setsigmask(attributes, address + SIGNALS));
        // Not sigfillset: it leaves out two signals, which the C library then sets to be ignored.
        memory.put(SIGNALS, ALL_SIGNALS);
        check(Libc.C.posix_spawnattr_setsigdefault(attributes, address + SIGNALS));
    }
}
