package gevent.monkey.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Whether what a path names may be on a file system that somebody else answers for, another machine or a process: only
 * there do calls wait that do not read or write, and to hand such a call to a thread takes ten times as long as a disk
 * does. A link may lead anywhere, so one such file system is enough. Any thread.
 */
final class Mounts {
    private static final Path TABLE = Path.of("/proc/self/mounts");
    private static final long KEPT = TimeUnit.SECONDS.toNanos(1);
    /** {@code all} or {@code data}; otherwise it depends on what is mounted. */
    private static final String PROPERTY = "gevent.files";

    /** What this machine answers for itself. */
    private static final Set<String> LOCAL = Set.of(("ext2 ext3 ext4 xfs btrfs zfs bcachefs f2fs jfs reiserfs vfat"
            + " msdos exfat ntfs3 hfs hfsplus iso9660 udf squashfs erofs overlay aufs tmpfs ramfs rootfs devtmpfs devpts"
            + " proc sysfs cgroup cgroup2 cpuset securityfs selinuxfs debugfs tracefs mqueue hugetlbfs bpf pstore configfs"
            + " fusectl efivarfs binfmt_misc rpc_pipefs nsfs autofs").split(" "));

    private static volatile Known known;        // null until asked

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
