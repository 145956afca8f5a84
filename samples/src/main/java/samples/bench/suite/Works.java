package samples.bench.suite;

import static samples.bench.suite.Goal.ahead;
import static samples.bench.suite.Goal.atMost;
import static samples.bench.suite.Goal.within;

import java.util.List;
import samples.bench.child.Fetch;
import samples.bench.child.Hubs;
import samples.bench.child.Jmh;
import samples.bench.child.Parked;
import samples.bench.child.Server;
import samples.bench.child.Sleepers;
import samples.bench.child.WakeUp;

/** All works, their contenders, and gevent4j's goals. Figures and units are what the children print. */
final class Works {
    private static final String OURS = "gevent4j";
    private static final String RAW = "raw continuation";
    private static final String BARE = "bare virtual threads";
    private static final String JDK = "JDK virtual threads";
    private static final String EXECUTOR = "ScheduledThreadPoolExecutor";
    private static final String WHEEL = "Netty HashedWheelTimer";
    private static final String NETTY_EPOLL = "Netty, epoll";
    private static final String NETTY_URING = "Netty, io_uring";
    private static final String KOTLIN = "Kotlin coroutines";
    private static final String GO = "Go";
    private static final String C = "C, epoll";
    private static final String CURL = "curl --parallel";
    private static final String CPYTHON = "CPython, on no stack of its own";
    private static final String GREENLET = "CPython greenlet";
    private static final String GEVENT = "CPython gevent";

    private final Programs programs;

    Works(Programs programs) {
        this.programs = programs;
    }

    List<Work> all() {
        return List.of(switching(), generator(), sleep(), spawn(), memory(), sleepers(), timers(), timeout(), queue(),
                channel(), event(), semaphore(), wakeUp(), hubs(), http("http", 128), http("http2000", 2000), idle(),
                pump(),
                files("files", Nginx.Kind.SMALL, "2,000 files of 16 KB"),
                files("bigfiles", Nginx.Kind.LARGE, "20 files of 100 MB"));
    }

    // ---- switching and time

    private Work switching() {
        Work work = Work.named("switch");
        for (int depth : new int[] {1, 5, 20, 100}) {
            work = work.row(String.valueOf(depth), "explicit switch at depth " + depth, within(1.15, RAW),
                    ahead(GREENLET));
        }
        return work.by(OURS, jmh("SwitchBenchmark.toEachOther")).by(RAW, jmh("SwitchBenchmark.floor"))
                .by(GREENLET, python("switch"));
    }

    private Work generator() {
        return Work.named("generator").row("each", "element of a generator", within(1.15, RAW))
                .by(OURS, jmh("GeneratorBenchmark.next")).by(RAW, jmh("GeneratorBenchmark.floor"))
                .by(CPYTHON, python("generator"));
    }

    private Work sleep() {
        Goal[] goals = {within(1.3, BARE), ahead(JDK), ahead(GEVENT)};
        return Work.named("sleep").row("2", "sleep(0) among 2", goals).row("1000", "sleep(0) among 1,000", goals)
                .row("100000", "sleep(0) among 100,000", goals)
                .by(OURS, jmh("SleepBenchmark.greenlets")).by(BARE, jmh("SleepBenchmark.floor"))
                .by(JDK, jmh("SleepBenchmark.virtualThreads")).by(GEVENT, python("sleep"));
    }

    private Work spawn() {
        return Work.named("spawn").row("each", "spawn and join one of 1,000,000", within(2, BARE), ahead(JDK),
                        ahead(GEVENT))
                .by(OURS, jmh("SpawnBenchmark.greenlets")).by(BARE, jmh("SpawnBenchmark.floor"))
                .by(JDK, jmh("SpawnBenchmark.virtualThreads")).by(GEVENT, python("spawn"));
    }

    private Work memory() {
        return Work.named("memory").row("each", "memory of one that sleeps", ahead(JDK), ahead(GEVENT))
                .by(OURS, java(Parked.class, "greenlets")).by(JDK, java(Parked.class, "threads"))
                .by(GEVENT, python("memory"));
    }

    private Work sleepers() {
        return Work.named("sleepers").row("all", "1,000,000 that sleep for a second", atMost(3), ahead(JDK))
                .by(OURS, java(Sleepers.class, "greenlets")).by(JDK, java(Sleepers.class, "threads"));
    }

    /** On one core, because the peers hand their work to a thread, whose time must count, too. */
    private Work timers() {
        return Work.named("timers").row("each", "a timer started and cancelled, of 1,000,000, on one core",
                        ahead(EXECUTOR), ahead(WHEEL))
                .by(OURS, onOneCore(jmhOf("TimerBenchmark.hub")))
                .by(EXECUTOR, onOneCore(jmhOf("TimerBenchmark.scheduledExecutor")))
                .by(WHEEL, onOneCore(() -> programs.peer("peers.Wheel", "timers")));
    }

    private Work timeout() {
        return Work.named("timeout").row("each", "a limit around a call, on one core", ahead(EXECUTOR), ahead(WHEEL),
                        ahead(GEVENT))
                .by(OURS, onOneCore(jmhOf("TimeoutBenchmark.timeout")))
                .by(EXECUTOR, onOneCore(jmhOf("TimeoutBenchmark.scheduledExecutor")))
                .by(WHEEL, onOneCore(() -> programs.peer("peers.Wheel", "timeout"))).by(GEVENT, python("timeout"));
    }

    // ---- hand-offs

    private Work queue() {
        return Work.named("queue").row("each", "hand-off through a queue with room for one", ahead(JDK), ahead(KOTLIN),
                        ahead(GO), ahead(GEVENT))
                .by(OURS, jmh("HandOffBenchmark.queue")).by(JDK, jmh("HandOffBenchmark.queueOfVirtualThreads"))
                .by(KOTLIN, peer("peers.HandOff", "queue")).by(GO, go("handoff", "queue")).by(GEVENT, python("queue"));
    }

    private Work channel() {
        return Work.named("channel").row("each", "hand-off through a channel", ahead(JDK), ahead(KOTLIN), ahead(GO),
                        ahead(GEVENT))
                .by(OURS, jmh("HandOffBenchmark.channel")).by(JDK, jmh("HandOffBenchmark.channelOfVirtualThreads"))
                .by(KOTLIN, peer("peers.HandOff", "channel")).by(GO, go("handoff", "channel"))
                .by(GEVENT, python("channel"));
    }

    private Work event() {
        return Work.named("event").row("each", "a turn by two events", ahead(JDK), ahead(GEVENT))
                .by(OURS, jmh("HandOffBenchmark.event")).by(JDK, jmh("HandOffBenchmark.eventOfVirtualThreads"))
                .by(GEVENT, python("event"));
    }

    private Work semaphore() {
        return Work.named("semaphore").row("each", "a turn by two semaphores", ahead(JDK), ahead(KOTLIN),
                        ahead(GEVENT))
                .by(OURS, jmh("HandOffBenchmark.semaphore"))
                .by(JDK, jmh("HandOffBenchmark.semaphoreOfVirtualThreads"))
                .by(KOTLIN, peer("peers.HandOff", "semaphore")).by(GEVENT, python("semaphore"));
    }

    private Work wakeUp() {
        return Work.named("wakeup").row("p50", "wake-up from another thread, half within", within(1.1, JDK))
                .row("p99", "wake-up from another thread, 99 % within")
                .by(OURS, java(WakeUp.class, "greenlets")).by(JDK, java(WakeUp.class, "threads"));
    }

    private Work hubs() {
        String part = " on two cores, of the time of one";
        return Work.named("hubs").row("compute", "computations by two hubs" + part, atMost(1 / 1.8))
                .row("talk", "talk over sockets by two hubs" + part, atMost(1 / 1.8))
                .by(OURS, java(Hubs.class)).by(C, printing(() -> programs.c("loops")));
    }

    // ---- network

    private Work http(String name, int connections) {
        String at = "HTTP at " + connections + " connections, ";
        return Work.named(name)
                .row("cpu", at + "server's time per request", within(1.08, C), ahead(NETTY_EPOLL), ahead(NETTY_URING),
                        ahead(JDK), ahead(GEVENT))
                .row("p50", at + "half within").row("p99", at + "99 % within")
                .by(OURS, wrk(connections, () -> programs.java(Server.class, "http", "greenlets")))
                .by(C, wrk(connections, () -> programs.c("serve", "http")))
                .by(NETTY_EPOLL, wrk(connections, () -> programs.peer("peers.NettyServer", "epoll")))
                .by(NETTY_URING, wrk(connections, () -> programs.peer("peers.NettyServer", "io_uring")))
                .by(JDK, wrk(connections, () -> programs.java(Server.class, "http", "threads")))
                .by(GEVENT, wrk(connections, () -> programs.python("serve.py", "http")));
    }

    private Work idle() {
        String alone = "100 connections alone";
        Command server = () -> programs.java(Server.class, "http", "greenlets");
        return Work.named("idle")
                .row("cpu", "HTTP at 100 connections and 10,000 idle, server's time per request", within(1.2, alone))
                .by(OURS, new Wrk(programs, server, 100, 10_000)).by(alone, new Wrk(programs, server, 100, 0));
    }

    private Work pump() {
        String what = "1 GB there and back on one connection, ";
        return Work.named("pump").row("cpu", what + "server's time", within(1.15, C), ahead(JDK))
                .row("wall", what + "wall", within(1.15, C), ahead(JDK))
                .by(OURS, new Pump(programs, () -> programs.java(Server.class, "echo", "greenlets")))
                .by(C, new Pump(programs, () -> programs.c("serve", "echo")))
                .by(JDK, new Pump(programs, () -> programs.java(Server.class, "echo", "threads")));
    }

    private Work files(String name, Nginx.Kind kind, String what) {
        Goal[] goals = {ahead(JDK), ahead(GEVENT), ahead(CURL)};
        return Work.named(name).row("cpu", what + " from nginx, client's time", goals)
                .row("wall", what + " from nginx, wall", goals)
                .by(OURS, new Download(programs, kind, fetch("greenlets"), false))
                .by(JDK, new Download(programs, kind, fetch("threads"), false))
                .by(GEVENT, new Download(programs, kind,
                        (base, count) -> programs.python("fetch.py", base, String.valueOf(count)), false))
                .by(CURL, new Download(programs, kind, (base, count) -> List.of(programs.debian("curl", "curl"), "-sS",
                        "--parallel", "--parallel-max", "200", base + "[0-" + (count - 1) + "]", "-o", "/dev/null"),
                        true));
    }

    // ---- ways to measure

    private Contender.Measure java(Class<?> main, String... arguments) {
        return printing(() -> programs.java(main, arguments));
    }

    private Contender.Measure jmh(String benchmark) {
        return printing(jmhOf(benchmark));
    }

    private Command jmhOf(String benchmark) {
        return () -> programs.java(Jmh.class, benchmark);
    }

    private Contender.Measure onOneCore(Command command) {
        return printing(() -> programs.pinned(Programs.MEASURED, command.words()));
    }

    private Contender.Measure peer(String main, String... arguments) {
        return printing(() -> programs.peer(main, arguments));
    }

    private Contender.Measure go(String program, String... arguments) {
        return printing(() -> programs.go(program, arguments));
    }

    private Contender.Measure python(String work) {
        return printing(() -> programs.python("primitives.py", work));
    }

    /** Measures by a child that measures itself. */
    private Contender.Measure printing(Command command) {
        return scale -> {
            try (Child child = Child.start(command.words(), scale, programs.log())) {
                return child.figures();
            }
        };
    }

    private Contender.Measure wrk(int connections, Command server) {
        return new Wrk(programs, server, connections, 0);
    }

    private Download.Client fetch(String by) {
        return (base, count) -> programs.java(Fetch.class, by, base, String.valueOf(count));
    }
}
