package samples;

import java.util.Arrays;
import samples.asyncio.Cores;
import samples.asyncio.Coroutines;
import samples.asyncio.Counting;
import samples.asyncio.Data;
import samples.asyncio.Forever;
import samples.asyncio.Game;
import samples.asyncio.Ping;
import samples.asyncio.Requests;
import samples.asyncio.Scopes;
import samples.asyncio.Tasks;
import samples.asyncio.Threads;
import samples.asyncio.ThreeTwoOne;
import samples.asyncio.Timer;
import samples.asyncio.Together;
import samples.bench.suite.Suite;
import samples.download.Download;
import samples.download.Urls;
import samples.generator.Consumer;
import samples.generator.Fetcher;
import samples.generator.OneToFive;
import samples.generator.Potatoes;
import samples.simulation.Bank;
import samples.simulation.Breaker;
import samples.simulation.Register;
import samples.switching.Alternate;
import samples.switching.Turns;
import samples.switching.Workers;

/** Runs a sample by its name; {@code samples/run} starts it. */
public final class Samples {
    private interface Main {
        void main(String[] args) throws Exception;
    }

    private enum Sample {
        DOWNLOAD("many files at once, by plain java.net code on one thread; --help tells its options", Download::main),
        URLS("gevent: three pages at once, by URL.openStream()", Urls::main),
        TURNS("gevent: three greenlets that count, with pauses and without", Turns::main),
        WORKERS("gevent: two workers in Thread.sleep, patched", Workers::main),
        ALTERNATE("greenlet: two that switch to each other by hand", Alternate::main),
        CONSUMER("generator: a producer and a consumer that take turns", Consumer::main),
        ONETOFIVE("generator: one that hands out another's elements", OneToFive::main),
        POTATOES("generator: a shop that waits for its wares", Potatoes::main),
        FETCHER("generator: pages by sockets that never block, a watcher for each wait", Fetcher::main),
        TASKS("asyncio: coroutines, tasks, callbacks, results", Tasks::main),
        TOGETHER("asyncio: several coroutines by gather and wait", Together::main),
        FOREVER("asyncio: a loop that runs for ever, stopped and closed", Forever::main),
        TIMER("asyncio: a timer out of sleep and a callback", Timer::main),
        DATA("asyncio: a future that one coroutine sets and another awaits", Data::main),
        THREADS("asyncio: the futures of threads and of tasks", Threads::main),
        COUNTDOWN("asyncio: methods as coroutines", ThreeTwoOne::main),
        GAME("asyncio: contexts whose beginning and end wait", Game::main),
        PING("asyncio: two programs at once, line by line", Ping::main),
        REQUESTS("asyncio: five requests of three seconds each, in three seconds", Requests::main),
        CORES("asyncio: a hundred requests by all cores, a hub on each", Cores::main),
        COUNTING("asyncio: generators whose body waits, in loops and lists, sent to and thrown into", Counting::main),
        COROUTINES("asyncio: coroutines driven by hand, and never awaited", Coroutines::main),
        SCOPES("asyncio: a scope that no task outlives, as trio and curio have it", Scopes::main),
        BREAKER("simulation: a week of retries behind a circuit breaker", Breaker::main),
        BANK("simulation: a race that a plain test misses, found and explained", Bank::main),
        REGISTER("simulation: one value on three machines, while the network falls apart", Register::main),
        BENCH("the benchmarks, by JMH; -h tells its options", org.openjdk.jmh.Main::main),
        SUITE("the benchmarks beside those of peers, in one table; --help tells its options", Suite::main);

        private final String summary;
        private final Main main;

        Sample(String summary, Main main) {
            this.summary = summary;
            this.main = main;
        }

        String command() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private Samples() {
    }

    /** @param args the name of a sample, and its arguments */
    public static void main(String[] args) throws Exception {
        String name = args.length == 0 ? "list" : args[0];
        if (name.equals("list")) {
            Arrays.stream(Sample.values()).forEach(s -> System.out.printf("%-10s %s%n", s.command(), s.summary));
            return;
        }
        Sample chosen = Arrays.stream(Sample.values()).filter(s -> s.command().equals(name)).findFirst().orElse(null);
        if (chosen == null) {
            System.err.println("samples/run: there is no sample " + name + "; samples/run list names them");
            System.exit(2);
        }
        chosen.main.main(Arrays.copyOfRange(args, 1, args.length));
    }
}
