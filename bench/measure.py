"""Runs a command and measures it: first result, exit, the machine's CPU seconds and memory meanwhile."""

import os
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
FIELDS = ("first_result", "exit", "cpu", "memory_mib")


@dataclass
class Measured:
    first_result: float
    exit: float
    cpu: float
    memory_mib: int


def busy_seconds():
    """CPU time of the whole machine: executors are no children of the command."""
    with open("/proc/stat") as stat:
        user, nice, system = map(int, stat.readline().split()[1:4])
    return (user + nice + system) / TICKS


def available_mib():
    with open("/proc/meminfo") as meminfo:
        for line in meminfo:
            if line.startswith("MemAvailable"):
                return int(line.split()[1]) // 1024
    raise RuntimeError("no MemAvailable")


def run(command, environment, result: Path):
    """The application writes its result into a file, wherever it runs: the file's time is the first result's."""
    result.unlink(missing_ok=True)
    before, lowest, ended = available_mib(), [available_mib()], threading.Event()

    def watch():
        while not ended.wait(0.1):
            lowest[0] = min(lowest[0], available_mib())

    watcher = threading.Thread(target=watch, name="memory")
    watcher.start()
    busy, start, began = busy_seconds(), time.monotonic(), time.time()
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        end = time.monotonic() - start
    finally:
        ended.set()
        watcher.join()
    if done.returncode != 0 or not result.exists():
        raise RuntimeError(f"{command} ended with {done.returncode}, and no result:\n{done.stderr[-3000:]}")
    first = result.stat().st_mtime - began
    return Measured(first, end, busy_seconds() - busy, before - lowest[0])


def compare(rows):
    """Of pairs (Slipway, Spark): the ratios' median and extremes, and both medians."""
    compared = {}
    for field in FIELDS:
        ratios = [getattr(a, field) / max(getattr(b, field), 0.001) for a, b in rows]
        compared[field] = {
            "ratio": {"median": statistics.median(ratios), "min": min(ratios), "max": max(ratios)},
            "slipway": statistics.median(getattr(a, field) for a, _ in rows),
            "spark": statistics.median(getattr(b, field) for _, b in rows),
        }
    return compared


def table(results):
    """A line each: ratios, and in brackets what they were of, Slipway's first."""
    lines = ["ratio = Slipway / spark-submit: median (min - max) [medians]",
             f"{'':<32}" + "".join(f"{name:>38}" for name in ("first result", "exit", "CPU s", "memory MiB"))]
    for result in results:
        cells = []
        for name in FIELDS:
            ratio, own, peer = result[name]["ratio"], result[name]["slipway"], result[name]["spark"]
            cells.append(f"{ratio['median']:.2f} ({ratio['min']:.2f} - {ratio['max']:.2f}) [{own:.1f} / {peer:.1f}]")
        label = f"{result['name']} {result['language']}"
        lines.append(f"{label:<32}" + "".join(f"{cell:>38}" for cell in cells))
    return "\n".join(lines)
