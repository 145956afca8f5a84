package gevent.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * A network that loses packets and delays them, and one that is cut: a network namespace of Linux, which takes either
 * root or the right to make user namespaces, and its traffic control.
 */
@EnabledOnOs(OS.LINUX)
class LossyNetworkTest extends ServerFixture {
    private static final String UP = "ip link set lo mtu 1500 up && tc qdisc add dev lo root ";
    /** Where the kernel has no netem, a slow line with little room loses packets, too. */
    private static final List<String> BAD_LINES = List.of("netem delay 10ms 5ms loss 5%",
            "tbf rate 30mbit burst 5kb limit 9kb");

    /** What makes a network of its own, with a bad line, for the command that follows; null if it cannot be made. */
    private static List<String> badNetwork() {
        return BAD_LINES.stream()
                .flatMap(line -> Stream.of("-n", "-rn").map(how -> command(how, line)))
                .filter(LossyNetworkTest::works).findFirst().orElse(null);
    }

    private static List<String> command(String how, String line) {
        List<String> command = new ArrayList<>(List.of("unshare", how));
        command.addAll(Child.shell(UP + line));
        return command;
    }

    private static boolean works(List<String> command) {
        List<String> trial = new ArrayList<>(command);
        trial.add("true");
        try {
            Process process = new ProcessBuilder(trial).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (Exception noSuchCommand) {
            return false;
        }
    }

    @Test
    void streamsArriveQuestionsAreAnsweredAndWhoIsCutOffIsTold() throws Exception {
        List<String> network = badNetwork();
        assumeTrue(network != null, "no network namespace with a bad line can be made here: that takes root or user"
                + " namespaces, ip and tc (Debian: iproute2), and netem or tbf in the kernel");
        List<String> told = new ArrayList<>();
        try (Child child = new Child(network, LossyProgram.class)) {
            for (int i = 0; i < 8; i++) {
                told.add(elsewhere(child::line));
            }
        }

        assertEquals(List.of("streams 20", "packets 50", "some were lost", "timed out", "Read timed out",
                "Connect timed out", "mended, read y", "Connection timed out"), told);
    }
}
