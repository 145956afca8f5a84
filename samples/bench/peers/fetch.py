#!/usr/bin/python3
"""CPython gevent with urllib: downloads BASE0, BASE1, … COUNT of them, 200 at a time, and throws them away."""
import os
import resource
import statistics
import sys
import time

try:
    from gevent import monkey
except ImportError:
    sys.exit("python3-gevent is not installed: apt-get install python3-gevent")

monkey.patch_all()

from gevent.pool import Pool  # noqa: E402
from urllib.request import urlopen  # noqa: E402

SCALE = float(os.environ.get("BENCH_SCALE", "1"))


def fetch(url):
    size = 0
    with urlopen(url) as page:
        while some := page.read(65536):
            size += len(some)
    return size


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def rounds(urls, seconds):
    times = []
    end = time.perf_counter() + seconds * SCALE
    while not times or time.perf_counter() < end:
        start, before = time.perf_counter(), cpu()
        Pool(200).map(fetch, urls)
        times.append((time.perf_counter() - start, cpu() - before))
    return times


urls = [f"{sys.argv[1]}{i}" for i in range(int(sys.argv[2]))]
rounds(urls, 1)
measured = rounds(urls, 3)
print("wall", statistics.median(wall for wall, _ in measured), "s")
print("cpu", statistics.median(cpu for _, cpu in measured), "s")
