package gevent.hub;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a hub was doing at one moment.
 *
 * @param hub the hub
 * @param main what its platform thread was doing
 * @param greenlets what its greenlets were doing, oldest first
 * @param more how many greenlets there were beyond those
 * @param guests the virtual threads that its greenlets had started
 */
public record HubInfo(Hub hub, StrandInfo main, List<StrandInfo> greenlets, int more, List<Thread> guests) {
    /**
     * Finds the strands that wait for each other in a circle, so that none can ever go on.
     *
     * @return the circles; in each, a strand waits for the next, and the last for the first
     */
    public static List<List<StrandInfo>> cycles(List<StrandInfo> all) {
        IdentityHashMap<Strand, StrandInfo> known = new IdentityHashMap<>();
        all.forEach(info -> known.put(info.strand(), info));
        List<List<StrandInfo>> cycles = new ArrayList<>();
        Set<StrandInfo> seen = new LinkedHashSet<>();
        for (StrandInfo start : all) {
            List<StrandInfo> path = new ArrayList<>();
            StrandInfo next = start;
            while (next != null && seen.add(next)) {
                path.add(next);
                next = known.get(next.waitsForWhom());
            }
            int first = next == null ? -1 : path.indexOf(next);
            if (first >= 0) {
                cycles.add(List.copyOf(path.subList(first, path.size())));
            }
        }
        return cycles;
    }

    /** The circles among this hub's greenlets and main. */
    public List<List<StrandInfo>> cycles() {
        List<StrandInfo> all = new ArrayList<>(greenlets);
        all.add(main);
        return cycles(all);
    }

    /** Describes a circle in one line. */
    public static String describe(List<StrandInfo> cycle) {
        return cycle.stream().map(StrandInfo::summary).collect(Collectors.joining(", ", "deadlock: ", ""));
    }

    /** As {@link #toString}, and what main was doing. */
    String withMain() {
        return this + "  " + main + "\n";
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        cycles().forEach(cycle -> text.append("  ").append(describe(cycle)).append('\n'));
        greenlets.forEach(greenlet -> text.append("  ").append(greenlet).append('\n'));
        if (more > 0) {
            text.append("  … and ").append(more).append(" more\n");
        }
        guests.forEach(guest -> text.append("  ").append(guest).append('\n'));
        return text.toString();
    }
}
