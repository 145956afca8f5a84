package gevent.util;

import gevent.hub.Fiber;
import gevent.hub.Hub;
import gevent.hub.HubInfo;
import gevent.hub.Strand;
import gevent.hub.StrandInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What all hubs and greenlets of this JVM are doing at one moment: which greenlet spawned which, where each one stands,
 * what it waits for and since when, and which greenlets wait for each other in a cycle.
 *
 * <pre>{@code
 * System.err.println(RunInfo.take());
 * }</pre>
 *
 * <p>gevent: {@code gevent.util.print_run_info}, {@code GreenletTree}.
 *
 * @param hubs the hubs that answered
 * @param silent the hubs that did not answer within a second, because something blocks them
 */
public record RunInfo(List<HubInfo> hubs, List<Hub> silent) {
    /** Takes a snapshot. Any thread; blocks the caller for at most a second for each blocked hub. */
    public static RunInfo take() {
        List<HubInfo> hubs = new ArrayList<>();
        List<Hub> silent = new ArrayList<>();
        for (Hub hub : Hub.all()) {
            try {
                hubs.add(ask(hub));
            } catch (Exception noAnswer) {
                silent.add(hub);
            }
        }
        return new RunInfo(List.copyOf(hubs), List.copyOf(silent));
    }

    private static HubInfo ask(Hub hub) throws Exception {
        CompletableFuture<HubInfo> answer = new CompletableFuture<>();
        hub.loop().runOrExecute(() -> answer.complete(hub.inspect()));
        return answer.get(1, TimeUnit.SECONDS);
    }

    /** The cycles of strands that wait for each other, across all hubs. */
    public List<List<StrandInfo>> cycles() {
        List<StrandInfo> all = new ArrayList<>();
        for (HubInfo hub : hubs) {
            all.add(hub.main());
            all.addAll(hub.greenlets());
        }
        return HubInfo.cycles(all);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        cycles().forEach(cycle -> text.append(HubInfo.describe(cycle)).append('\n'));
        for (HubInfo hub : hubs) {
            text.append(hub.hub()).append('\n');
            append(text, hub.main(), 1);
            appendTree(text, bySpawner(hub), null, 1);
            hub.guests().forEach(guest -> text.append("  ").append(guest).append('\n'));
        }
        silent.forEach(hub -> text.append(hub).append(" does not answer; it is here:\n").append(running(hub))
                .append('\n'));
        return text.toString();
    }

    /** The strand that keeps a hub from answering. */
    private static StrandInfo running(Hub hub) {
        Thread running = hub.running();
        Fiber greenlet = Fiber.of(running);
        Strand strand = greenlet != null ? greenlet : hub.mainStrand();
        return new StrandInfo(strand, strand.toString(), null, null, List.of(running.getStackTrace()), null, List.of());
    }

    /** The greenlets by their spawner: a live greenlet, or null. */
    private static Map<@Nullable Fiber, List<StrandInfo>> bySpawner(HubInfo hub) {
        Set<Strand> known = hub.greenlets().stream().map(StrandInfo::strand).collect(Collectors.toSet());
        Map<@Nullable Fiber, List<StrandInfo>> children = new HashMap<>();
        for (StrandInfo info : hub.greenlets()) {
            Fiber spawner = known.contains(info.spawner()) ? info.spawner() : null;
            children.computeIfAbsent(spawner, _ -> new ArrayList<>()).add(info);
        }
        return children;
    }

    private static void appendTree(StringBuilder text, Map<@Nullable Fiber, List<StrandInfo>> bySpawner,
            @Nullable Fiber root, int depth) {
        for (StrandInfo info : bySpawner.getOrDefault(root, List.of())) {
            append(text, info, depth);
            appendTree(text, bySpawner, (Fiber) info.strand(), depth + 1);
        }
    }

    private static void append(StringBuilder text, StrandInfo info, int depth) {
        text.append(info.toString().indent(2 * depth));
    }
}
