package gevent.monkey.agent;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is mounted, and whether anybody may have to wait for it. */
class MountsTest {
    private static final String DISKS = """
            proc /proc proc rw,nosuid 0 0
            /dev/sda1 / ext4 rw,relatime 0 0
            tmpfs /tmp tmpfs rw 0 0
            """;

    @Test
    void disksAndMemoryAreThereAtOnce() {
        assertFalse(Mounts.mayStall(DISKS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"server:/home /home nfs4 rw 0 0", "//server/share /mnt cifs rw 0 0",
        "user@host:/ /mnt fuse.sshfs rw 0 0", "what /knows nobody rw 0 0"})
    void whatAnotherMachineOrAProcessAnswersForMayStall(String line) {
        assertTrue(Mounts.mayStall(DISKS + line + "\n"));
    }
}
