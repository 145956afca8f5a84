package gevent.util;

import gevent.Greenlet;
import gevent.hub.Hub;
import gevent.hub.HubInfo;
import gevent.hub.StrandInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What all hubs and greenlets of this JVM are doing at one moment: who spawned whom, where each stands, what it waits
 * for and since when, and who waits for each other in a circle.
 *
 * <pre>{@code
 * System.err.println(RunInfo.take());
 * }</pre>
 *
 * <p>gevent: {@code gevent.util.print_run_info}, {@code GreenletTree}.
 *
 * @param hubs those that could be asked
 * @param silent those that did not answer within a second, since something blocks them
 */
public record RunInfo(List<HubInfo> hubs, List<Hub> silent) {
    /** Takes it. Any thread; blocks it for at most a second for each hub that is blocked itself. */
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

    /** Those that wait for each other in a circle, over all hubs. */
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
            children(hub, null).forEach(root -> appendTree(text, hub, root, 1));
            hub.guests().forEach(guest -> text.append("  ").append(guest).append('\n'));
        }
        silent.forEach(hub -> text.append(hub).append(" does not answer; it is here:\n")
                .append(new StrandInfo(hub.mainStrand(), hub.mainStrand().toString(), null, null,
                        List.of(hub.mainStrand().thread().getStackTrace()))).append('\n'));
        return text.toString();
    }

    private static List<StrandInfo> children(HubInfo hub, Greenlet<?> parent) {
        return hub.greenlets().stream().filter(info -> spawner(hub, info) == parent).toList();
    }

    /** Who spawned it, if that lives; its children are shown below it. */
    private static Greenlet<?> spawner(HubInfo hub, StrandInfo info) {
        Greenlet<?> spawner = info.strand() instanceof Greenlet<?> greenlet ? greenlet.spawningGreenlet() : null;
        return hub.greenlets().stream().anyMatch(other -> other.strand() == spawner) ? spawner : null;
    }

    private static void appendTree(StringBuilder text, HubInfo hub, StrandInfo info, int depth) {
        append(text, info, depth);
        if (info.strand() instanceof Greenlet<?> greenlet) {
            children(hub, greenlet).forEach(child -> appendTree(text, hub, child, depth + 1));
        }
    }

    private static void append(StringBuilder text, StrandInfo info, int depth) {
        text.append(info.toString().indent(2 * depth));
    }
}
