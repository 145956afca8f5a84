package samples.download;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Downloads a file with plain code that knows nothing about greenlets; you can use it elsewhere. */
final class Fetch {
    private Fetch() {
    }

    /** Downloads {@code url} into {@code file}, which appears when it is complete, and returns its size in bytes. */
    static long fetch(String url, Path file) throws IOException {
        Path part = partOf(file);
        try {
            URLConnection connection = URI.create(url).toURL().openConnection();
            checkStatus(connection);
            long received;
            try (InputStream in = connection.getInputStream(); OutputStream out = Files.newOutputStream(part)) {
                received = in.transferTo(out);
            }
            long announced = connection.getContentLengthLong();
            if (announced >= 0 && received != announced) {
                throw new EOFException("the body ended after " + received + " of " + announced + " bytes");
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return received;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Where {@code file} is until it is complete: a hidden file, so no download can have the same name. */
    static Path partOf(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".part");
    }

    private static void checkStatus(URLConnection connection) throws IOException {
        // 300 and up includes redirections that java.net does not follow, because they change the protocol.
        if (connection instanceof HttpURLConnection http && http.getResponseCode() >= 300) {
            http.disconnect();
            throw new IOException("HTTP " + http.getResponseCode() + " " + http.getResponseMessage());
        }
    }
}
