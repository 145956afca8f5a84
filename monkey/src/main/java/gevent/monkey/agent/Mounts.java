package gevent.monkey.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Checks whether a path may be on a file system that another machine or a process serves. Only on such a file system
 * do calls wait that neither read nor write, and handing such a call to a thread takes ten times as long as the disk
 * does. A link may lead anywhere, so one mounted file system of this kind is enough. Any thread.
 */
final class Mounts {
    private static final Path TABLE = Path.of("/proc/self/mounts");
    private static final long KEPT = TimeUnit.SECONDS.toNanos(1);
    /** {@code all} or {@code data}; otherwise the answer depends on the mounted file systems. */
    private static final String PROPERTY = "gevent.files";

    /** The file system types that this machine serves itself. */
    private static final Set<String> LOCAL = Set.of(("ext2 ext3 ext4 xfs btrfs zfs bcachefs f2fs jfs reiserfs vfat"
            + " msdos exfat ntfs3 hfs hfsplus iso9660 udf squashfs erofs overlay aufs tmpfs ramfs rootfs devtmpfs"
            + " devpts proc sysfs cgroup cgroup2 cpuset securityfs selinuxfs debugfs tracefs mqueue hugetlbfs bpf"
            + " pstore configfs fusectl efivarfs binfmt_misc rpc_pipefs nsfs autofs").split(" "));

    private static volatile Known known;        // null until the first call

    private record Known(boolean mayStall, long until) {
    }

    private Mounts() {
    }

    static boolean mayStall() {
        Known now = known;
        if (now == null || System.nanoTime() - now.until > 0) {
            now = new Known(look(), System.nanoTime() + KEPT);
            known = now;
        }
        return now.mayStall;
    }

    private static boolean look() {
        return switch (System.getProperty(PROPERTY, "")) {
            case "all" -> true;
            case "data" -> false;
            default -> {
                try {
                    yield mayStall(Files.readString(TABLE));
                } catch (IOException notLinux) {
                    yield true;
                }
            }
        };
    }

    /** @param table lines of source, place, type and more, as in {@code /proc/mounts} */
    static boolean mayStall(String table) {
        return !Arrays.stream(table.split("\n")).map(line -> line.split(" "))
                .allMatch(fields -> fields.length > 2 && LOCAL.contains(fields[2]));
    }
}
