package gevent.stress;

import gevent.internal.epoll.AddressBytes;
import gevent.monkey.agent.MountBytes;
import gevent.monkey.launch.LaunchBytes;
import gevent.socket.PeerBytes;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What reads bytes that others made. Each begins with valid ones, from which a fuzzer makes others. */
enum Foreign {
    TUNNEL(PeerBytes::tunnel, "HTTP/1.1 200 OK\r\n\r\nhello", "HTTP/1.0 407 Who?\r\nVia: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nVia: " + "x".repeat(20_000)),
    // Version 5: no password, then connected to an IPv4 address, an IPv6 address, a name. Then version 4.
    SOCKS(PeerBytes::socks, "\5\0\5\0\0\1\177\0\0\1\0\120hello",
            "\5\0\5\0\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\120hello", "\5\0\5\0\0\3\3far\0\120hello",
            "\5\2\1\0\5\0\0\1\177\0\0\1\0\120", "\4\377\0\132\0\120\177\0\0\1hello"),
    TLS(PeerBytes::tls, "\26\3\1\0\57\1\0\0\53\3\3" + "\1".repeat(32) + "\0\0\2\23\1\1\0\0\0",
            "\25\3\3\0\2\2\50", "\200\56\1\0\2"),
    RECORDS(PeerBytes::records, "\26\3\3\0\2ab\27\3\3\0\1c", "\27\3\3\377\377abc"),
    ADDRESS(PeerBytes::address, "::1", "[fe80::1%1]", "::ffff:127.0.0.1"),
    // Of one byte order, as most machines.
    SOCKADDR(AddressBytes::read, "\0\20\2\0\0\120\177\0\0\1", "\0\34\12\0\0\120\0\0\0\0" + "\0".repeat(15) + "\1",
            "\0\7\1\0/a/b\0", "\0\6\1\0\0abc"),
    OPTIONS(LaunchBytes::options, "--patch=socket,dns\n--loop\nnio\n--monitor\n0.5\napp.jar\n-x", "--help"),
    CLASS_PATH(LaunchBytes::classPath, "a.jar:lib/*::/usr/../*"),
    MANIFEST(LaunchBytes::manifest, "Manifest-Version: 1.0\r\nMain-Class: java.lang.Object\r\nAdd-Opens: java.base/a "
            + "b\r\nClass-Path: x.jar\r\n\r\nName: a\r\nSealed: true\r\n"),
    JAR(LaunchBytes::jar, "PK\5\6" + "\0".repeat(18),
            "PK\3\4\12\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0x"
                    + "PK\1\2\12\0\12\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0x"
                    + "PK\5\6\0\0\0\0\1\0\1\0\57\0\0\0\37\0\0\0\0\0"),
    SCRIPT(LaunchBytes::script, "#!/usr/bin/java --source 25\nvoid main() { }\n"),
    NAME(LaunchBytes::name, "org.example.Outer$Inner", "../x", "/etc/passwd", "..etc.passwd"),
    MOUNTS(MountBytes::table, "/dev/vda / ext4 rw,relatime 0 0\nproc /proc proc rw 0 0\nh:/x /a\\040b nfs4 rw 0 0\n");

    /** Reads an input; throws only for a fault. */
    interface Reader {
        void read(byte[] input) throws Exception;
    }

    private final Reader reader;
    private final List<String> seeds;

    Foreign(Reader reader, String... seeds) {
        this.reader = reader;
        this.seeds = List.of(seeds);
    }

    List<byte[]> seeds() {
        return seeds.stream().map(seed -> seed.getBytes(StandardCharsets.ISO_8859_1)).toList();
    }

    void read(byte[] input) throws Exception {
        reader.read(input);
    }
}
