package gevent.monkey.client;

import static gevent.Gevent.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this process holds: sockets, by the system's names, and threads. */
record Resources(Set<String> sockets, Set<Thread> threads) {
    private static final long PATIENCE = 10_000_000_000L;

    static Resources held() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return new Resources(descriptors.map(Resources::target).filter(name -> name.startsWith("socket:"))
                    .collect(Collectors.toSet()), Thread.getAllStackTraces().keySet());
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException goneMeanwhile) {
            return "";
        }
    }

    /** Waits until nothing more is held than this, but for some threads; the hub runs meanwhile. */
    void awaitNoneBeyond(Predicate<Thread> mayStay, Runnable meanwhile) throws IOException {
        long begun = System.nanoTime();
        Set<String> more;
        while (!(more = beyond(mayStay)).isEmpty() && System.nanoTime() - begun < PATIENCE) {
            meanwhile.run();
            sleep(0.001);
        }
        assertEquals(Set.of(), more);
    }

    private Set<String> beyond(Predicate<Thread> mayStay) throws IOException {
        Resources now = held();
        Set<String> more = new TreeSet<>(now.sockets);
        more.removeAll(sockets);
        now.threads.stream().filter(thread -> !threads.contains(thread) && thread.isAlive())
                .filter(thread -> !isOfTheJvm(thread) && !mayStay.test(thread))
                .forEach(thread -> more.add(thread.toString()));
        return more;
    }

    /** Those of the JDK and of ours come when they are needed and stay a while. */
    private static boolean isOfTheJvm(Thread thread) {
        return thread.getClass().getName().startsWith("jdk.internal.misc.") || thread.getName().startsWith("gevent-");
    }
}
