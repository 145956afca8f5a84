#!/usr/bin/python3
"""CPython's greenlet and gevent doing what the benchmarks of samples.bench do; ns per operation.

primitives.py NAME prints a line for each figure of that work.
"""
import os
import statistics
import sys
import time

try:
    import gevent
    import greenlet
    from gevent.event import Event
    from gevent.lock import Semaphore
    from gevent.pool import Pool
    from gevent.queue import Channel, Queue
except ImportError:
    sys.exit("python3-gevent is not installed: apt-get install python3-gevent")

SCALE = float(os.environ.get("BENCH_SCALE", "1"))
COUNT = 10_000


def measure(figure, work, count=COUNT):
    """Prints the median of as many rounds as there is time for, after a round to warm up."""
    work()
    times = []
    end = time.perf_counter() + 1.5 * SCALE
    while not times or time.perf_counter() < end:
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) / count * 1e9)
    print(f"{figure} {statistics.median(times):.1f} ns")


def at_depth(depth, body):
    if depth > 1:
        at_depth(depth - 1, body)
    else:
        body()


def switch():
    def ring(depth):
        main = greenlet.getcurrent()
        two = []

        def first():
            while True:
                for _ in range(COUNT // 2):
                    two[1].switch()
                main.switch()

        def second():
            while True:
                two[0].switch()

        for body in (first, second):
            two.append(greenlet.greenlet(lambda body=body: at_depth(depth, body)))
        return two[0]

    for depth in (1, 5, 20, 100):
        measure(depth, ring(depth).switch)


def generator():
    measure("each", lambda: elements(once()))
    measure("deep", lambda: elements(delegated(100)))


def elements(of):
    for _ in of:
        pass


def once():
    for element in range(COUNT):
        yield element


def delegated(depth):
    generator = once()
    for _ in range(depth):
        generator = delegating(generator)
    return generator


def delegating(generator):
    yield from generator


def take_turns(among):
    turns = max(100_000 // among, 1)
    state = {"stopped": False}

    def measures():
        def work():
            for _ in range(turns):
                gevent.sleep(0)

        measure(among, work, turns * among)
        state["stopped"] = True

    def others():
        while not state["stopped"]:
            gevent.sleep(0)

    gevent.joinall([gevent.spawn(measures)] + [gevent.spawn(others) for _ in range(among - 1)])


def sleeps():
    for among in (2, 1_000, 100_000):
        take_turns(among)


def spawn():
    count = max(int(100_000 * SCALE), 1)
    measure("each", lambda: gevent.joinall([gevent.spawn(lambda: None) for _ in range(count)]), count)


def memory():
    count = max(int(100_000 * SCALE), 1)
    before = resident()
    asleep = Event()

    def last():
        asleep.set()
        gevent.sleep(3600)

    for _ in range(count - 1):
        gevent.spawn(gevent.sleep, 3600)
    gevent.spawn(last)
    asleep.wait()
    print(f"each {(resident() - before) / count:.0f} B", flush=True)
    os._exit(0)


def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def hand_over(queue):
    def produce():
        for i in range(COUNT):
            queue.put(i)

    def consume():
        for _ in range(COUNT):
            queue.get()

    gevent.joinall([gevent.spawn(produce), gevent.spawn(consume)])


def semaphore():
    ping, pong = Semaphore(1), Semaphore(0)

    def turns(mine, other):
        for _ in range(COUNT // 2):
            mine.acquire()
            other.release()

    gevent.joinall([gevent.spawn(turns, ping, pong), gevent.spawn(turns, pong, ping)])


def event():
    ping, pong = Event(), Event()
    ping.set()

    def turns(mine, other):
        for _ in range(COUNT // 2):
            mine.wait()
            mine.clear()
            other.set()

    gevent.joinall([gevent.spawn(turns, ping, pong), gevent.spawn(turns, pong, ping)])


def timeout():
    def body():
        for _ in range(COUNT):
            gevent.Timeout.start_new(10).close()

    gevent.spawn(body).join()


WORK = {
    "switch": switch,
    "generator": generator,
    "sleep": sleeps,
    "spawn": spawn,
    "memory": memory,
    "queue": lambda: measure("each", lambda: hand_over(Queue(1))),
    "channel": lambda: measure("each", lambda: hand_over(Channel())),
    "event": lambda: measure("each", event),
    "semaphore": lambda: measure("each", semaphore),
    "pool": lambda: measure("each", lambda: Pool(100).map(lambda x: x + 1, range(COUNT))),
    "timeout": lambda: measure("each", timeout),
}

for name in sys.argv[1:] or WORK:
    WORK[name]()
