"""Runs a command and measures it: first result, exit, the machine's CPU seconds and memory meanwhile."""

import os
import subprocess
import threading
import time
from dataclasses import dataclass

TICKS = os.sysconf("SC_CLK_TCK")


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


def run(command, environment, marker):
    """The time of the first line with the marker, and of the exit; an error when either is missing."""
    before, lowest, ended = available_mib(), [available_mib()], threading.Event()

    def watch():
        while not ended.wait(0.05):
            lowest[0] = min(lowest[0], available_mib())

    watcher = threading.Thread(target=watch, name="memory")
    watcher.start()
    busy, start, first = busy_seconds(), time.monotonic(), None
    try:
        with open(os.devnull, "w") as nowhere:
            process = subprocess.Popen(
                command, env=environment, stdout=subprocess.PIPE, stderr=nowhere, text=True
            )
            for line in process.stdout:
                if first is None and marker in line:
                    first = time.monotonic() - start
            code = process.wait()
        end = time.monotonic() - start
    finally:
        ended.set()
        watcher.join()
    if code != 0 or first is None:
        raise RuntimeError(f"{command} ended with {code}, first result {first}")
    return Measured(first, end, busy_seconds() - busy, before - lowest[0])
