package gevent.monkey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts the sockets that this process has open, on Linux only. */
final class OpenSockets {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private OpenSockets() {
    }

    /** @param first which thread made the first socket, and where; null if that is not known */
    static String describe(@Nullable String first) {
        String opened = first == null ? "" : "; the first was made " + first;
        try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
            long sockets = descriptors.filter(OpenSockets::isSocket).count();
            return sockets == 0 ? "no socket was open"
                    : (sockets == 1 ? "1 socket was open and stays as it was"
                    : sockets + " sockets were open and stay as they were") + opened;
        } catch (IOException | UncheckedIOException notLinux) {
            return "not known (this system has no " + DESCRIPTORS + ")" + opened;
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }
}
