#!/usr/bin/python3
"""CPython and its gevent doing what samples.bench.GeneratorBenchmark, HandOffBenchmark, PoolBenchmark and
TimeoutBenchmark do; ns per operation."""
import statistics
import sys
import time

try:
    import gevent
    from gevent.event import Event
    from gevent.lock import Semaphore
    from gevent.pool import Pool
    from gevent.queue import Channel, Queue
except ImportError:
    gevent = None
    print("generators only: python3-gevent is not installed (apt-get install python3-gevent)", file=sys.stderr)

COUNT = 10_000
ROUNDS = 7


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


def pool_map():
    Pool(100).map(lambda x: x + 1, range(COUNT))


def timeout():
    def body():
        for _ in range(COUNT):
            gevent.Timeout.start_new(10).close()

    gevent.spawn(body).join()


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


WORK = {
    "generator": lambda: elements(once()),
    "generator through 100 yield from": lambda: elements(delegated(100)),
}
if gevent:
    WORK |= {
        "queue": lambda: hand_over(Queue(1)),
        "channel": lambda: hand_over(Channel()),
        "event": event,
        "semaphore": semaphore,
        "pool.map": pool_map,
        "timeout": timeout,
    }

for name, work in WORK.items():
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) / COUNT * 1e9)
    print(f"{name} {statistics.median(times):.0f}")
