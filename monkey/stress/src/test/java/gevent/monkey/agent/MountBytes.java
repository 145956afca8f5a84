package gevent.monkey.agent;

import java.nio.charset.StandardCharsets;

/** The system's table of mounted file systems. */
public final class MountBytes {
    private MountBytes() {
    }

    /** Reads a table. */
    public static void table(byte[] input) {
        Mounts.mayStall(new String(input, StandardCharsets.UTF_8));
    }
}
