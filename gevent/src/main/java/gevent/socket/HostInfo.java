package gevent.socket;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.Objects;

/**
 * What exceptions may say about hosts, by the JDK's property {@code jdk.includeInExceptions}: with {@code hostInfo} a
 * failed connection names its address; without it, and without {@code hostInfoExclSocket}, which the JDK sets by
 * default, nothing names a host.
 */
final class HostInfo {
    private HostInfo() {
    }

    private static boolean includes(String category) {
        String property = "jdk.includeInExceptions";
        String listed = Objects.requireNonNullElse(System.getProperty(property, Security.getProperty(property)), "");
        for (String each : listed.split(",", -1)) {
            if (each.strip().equalsIgnoreCase(category)) {
                return true;
            }
        }
        return false;
    }

    /** {@code e}, or, if exceptions may say so, an exception of the same type that says where connecting failed. */
    static IOException ofConnect(IOException e, SocketAddress to) {
        String where = ": " + to;
        // The JDK's channels have said it already.
        if (!includes("hostInfo") || String.valueOf(e.getMessage()).endsWith(where)) {
            return e;
        }
        String message = e.getMessage() + where;
        // Not a subclass, which is caught by its type.
        Class<?> type = e.getClass();
        IOException told = type == ConnectException.class ? new ConnectException(message)
                : type == SocketException.class ? new SocketException(message)
                : type == BindException.class ? new BindException(message)
                : type == NoRouteToHostException.class ? new NoRouteToHostException(message)
                : type == ProtocolException.class ? new ProtocolException(message) : e;
        if (told != e) {
            told.setStackTrace(e.getStackTrace());
            for (Throwable each : e.getSuppressed()) {
                told.addSuppressed(each);
            }
        }
        return told;
    }

    /** Of a host that is not known, for a {@code reason} that may be empty. */
    static UnknownHostException unknown(String host, String reason) {
        String name = nameOf(host);
        return new UnknownHostException(name.isEmpty() || reason.isEmpty() ? name + reason : name + ": " + reason);
    }

    /** A host's name or address if exceptions may tell it, else nothing. */
    static String nameOf(String host) {
        return includes("hostInfo") || includes("hostInfoExclSocket") ? host : "";
    }
}
