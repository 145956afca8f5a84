#!/usr/bin/python3
"""CPython's gevent doing what samples.bench.HandOffBenchmark, PoolBenchmark and TimeoutBenchmark do; ns per operation."""
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
    sys.exit("python3-gevent is not installed: apt-get install python3-gevent")

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


WORK = {
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
