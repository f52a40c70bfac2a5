"""Kills of everything that can die, at random instants, under a load of small applications in both modes.

Afterwards every application has ended once, in the right state and with the right exit code, and nothing is left
of any. The seed is printed; what the machine does between two instants is not repeatable, the choices are.
"""

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SLIPWAY = str(ROOT / "slipway")
MARK = "SLIPWAY_CHAOS"
MAIN_CLASSES = {
    "driver": "dev.slipway.spark.DriverMain",
    "executor": "dev.slipway.spark.ExecutorMain",
    "agent": "dev.slipway.standalone.node.NodeMain",
    "server": "dev.slipway.standalone.server.ServerMain",
}
KINDS = ["client", *MAIN_CLASSES]
FINAL = {"FINISHED", "FAILED", "KILLED", "LOST"}
# Executors that are killed again and again would, rightly, end their application: that is not what is looked for.
BEARS = ["spark.executor.maxNumFailures", "spark.task.maxFailures", "spark.stage.maxConsecutiveAttempts"]
# More than a client may wait for: the machine is busy and its cluster small.
PATIENCE = 300


def read(path):
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""


@dataclass
class Jvm:
    pid: int
    kind: str
    container: str


class Processes:
    """Those of this run, found by a mark in their environment, whoever started them."""

    def __init__(self, mark):
        self.mark = f"{MARK}={mark}".encode()

    def pids(self):
        found = [int(name) for name in os.listdir("/proc") if name.isdigit()]
        return [pid for pid in found if self.mark in read(f"/proc/{pid}/environ").split(b"\0")]

    def jvms(self):
        found = []
        for pid in self.pids():
            words = read(f"/proc/{pid}/cmdline").split(b"\0")
            kinds = [kind for kind, name in MAIN_CLASSES.items() if name.encode() in words]
            if kinds and words[0].endswith(b"java"):
                found.append(Jvm(pid, kinds[0], self.container(pid)))
        return found

    @staticmethod
    def container(pid):
        for variable in read(f"/proc/{pid}/environ").split(b"\0"):
            if variable.startswith(b"SLIPWAY_CONTAINER_ID="):
                return variable.split(b"=", 1)[1].decode()
        return ""


@dataclass
class Submission:
    """One application, what was done to it, and how it ended."""

    number: int
    cluster: bool
    python: bool
    wanted: int
    folder: Path
    process: subprocess.Popen = None
    kills: set = field(default_factory=set)
    exit: int = None

    @property
    def name(self):
        return f"chaos-{self.number}"

    def command(self, master):
        code = str(self.wanted)
        what = (
            [str(ROOT / "bench/apps/mark.py"), str(self.folder), code] if self.python
            else ["--class", "dev.slipway.examples.Exit", str(ROOT / "examples/java/target/slipway-examples.jar"), code])
        return [
            SLIPWAY, "submit", "--master", master, "--name", self.name, "--num-executors", "1",
            "--executor-memory", "512m", "--driver-memory", "512m", "--deploy-mode", "cluster" if self.cluster else "client",
            *[word for key in BEARS for word in ("--conf", f"{key}=1000")], *what]

    def text(self):
        return (self.folder / "client.err").read_text(errors="replace")


class Cluster:
    """Started, killed, and started again as a user does it."""

    def __init__(self, environment):
        self.environment = environment
        self.port = "0"
        self.master = ""
        self.lock = threading.Lock()

    def slipway(self, *arguments):
        return subprocess.run(
            [SLIPWAY, *arguments], env=self.environment, capture_output=True, text=True, timeout=PATIENCE)

    def start(self):
        with self.lock:
            run = self.slipway("cluster", "start", "--nodes", "2", "--cores", "3", "--memory", "4g", "--port", self.port,
                               "--conf", "slipway.archive.auto=false")
        if run.returncode != 0:
            raise RuntimeError(f"cluster start: {run.stdout}{run.stderr}")
        self.master = run.stdout.split()[-1]
        self.port = self.master.rsplit(":", 1)[1]

    def json(self, *arguments):
        run = self.slipway(*arguments, "--output", "json")
        if run.returncode != 0:
            raise RuntimeError(f"{arguments}: {run.stderr}")
        return json.loads(run.stdout)

    def used(self):
        return sum(node["usedCores"] + node["usedMemory"] for node in self.json("cluster", "status")["nodes"])


class Chaos:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        mark = uuid.uuid4().hex
        self.processes = Processes(mark)
        environment = {k: v for k, v in os.environ.items() if not k.startswith("SLIPWAY_")}
        environment.update({"SLIPWAY_HOME": str(folder / "home"), "SPARK_CONF_DIR": str(folder / "conf"), MARK: mark})
        (folder / "conf").mkdir()
        # Who builds an archive in the background is no part of the play.
        (folder / "conf/spark-defaults.conf").write_text("slipway.archive.auto false\n")
        self.environment = environment
        self.cluster = Cluster(environment)
        self.random = random.Random(options.seed)
        self.submissions = []
        self.running = []
        self.problems = []
        self.killed = {kind: 0 for kind in KINDS}
        self.kills_by_id = {}

    def run(self):
        self.cluster.start()
        try:
            while sum(self.killed.values()) < self.options.kills:
                self.refill()
                time.sleep(self.random.uniform(0.2, self.options.pause * 2))
                self.kill(self.random.choice(KINDS))
            self.drain()
            self.check()
        finally:
            self.cluster.start()
            self.cluster.slipway("cluster", "stop")
        self.check_nothing_left()

    def refill(self):
        self.reap()
        while len(self.running) < self.options.load:
            number = len(self.submissions)
            folder = self.folder / f"app-{number}"
            folder.mkdir()
            # The mode alternates and languages come in twos, so that a short run has all four.
            made = Submission(
                number, number % 2 == 0, number // 2 % 2 == 0, self.random.choice([0, 0, 7]), folder)
            with open(folder / "client.out", "w") as out, open(folder / "client.err", "w") as err:
                made.process = subprocess.Popen(
                    made.command(self.cluster.master), env=self.environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
            self.submissions.append(made)
            self.running.append(made)

    def reap(self):
        for each in list(self.running):
            code = each.process.poll()
            if code is not None:
                each.exit = 128 - code if code < 0 else code
                self.running.remove(each)

    def kill(self, kind):
        self.reap()
        if kind == "client":
            pids = {each.process.pid: each.name for each in self.running}
        else:
            pids = {jvm.pid: jvm.container for jvm in self.processes.jvms() if jvm.kind == kind}
        if not pids:
            return
        pid = self.random.choice(sorted(pids))
        # Noted before: its end may be seen at once.
        self.note(pid, pids[pid], kind)
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.killed[kind] += 1
        print(f"{sum(self.killed.values()):4} {kind} {pid} {pids[pid]}", flush=True)
        if kind in ("agent", "server"):
            time.sleep(self.random.uniform(0, 2))
            self.cluster.start()

    def note(self, pid, container, kind):
        """A driver in client mode is its client's process; one in cluster mode says which application it is of."""
        for each in self.running:
            if each.process.pid == pid:
                each.kills.add(kind)
        self.kills_by_id.setdefault(container.rsplit("-", 1)[0], set()).add(kind)

    def drain(self):
        deadline = time.monotonic() + PATIENCE
        while self.running and time.monotonic() < deadline:
            time.sleep(0.2)
            self.reap()
        for each in self.running:
            self.problem(each, f"its client did not end within {PATIENCE} s")
            each.process.kill()

    def check(self):
        listed = self.settled()
        for each in self.submissions:
            began = len(list(each.folder.glob("began-*")))
            if began > 1:
                self.problem(each, f"it began {began} times")
            seen = [one for one in listed if one["name"] == each.name]
            for one in seen:
                each.kills |= self.kills_by_id.get(one["ref"]["id"], set())
            if each.cluster:
                self.check_cluster(each, seen)
            else:
                self.check_client(each, seen)
        deadline = time.monotonic() + 60
        while self.cluster.used() and time.monotonic() < deadline:
            time.sleep(0.5)
        if self.cluster.used():
            self.problems.append(f"cores or memory are not free: {self.cluster.json('cluster', 'status')}")
        for jvm in self.processes.jvms():
            if jvm.kind in ("driver", "executor"):
                self.problems.append(f"{jvm} is left")

    def settled(self):
        """What the cluster knows, when all of it has ended or the patience is at its end."""
        deadline = time.monotonic() + PATIENCE
        while True:
            listed = self.cluster.json("list")
            if all(one["state"] in FINAL for one in listed) or time.monotonic() > deadline:
                return listed
            time.sleep(1)

    def check_cluster(self, each, seen):
        if not seen and "client" in each.kills:
            return
        if len(seen) != 1:
            self.problem(each, f"the cluster knows {len(seen)} of it")
            return
        states = [step["to"] for step in seen[0]["transitions"]]
        if sum(state in FINAL for state in states) != 1 or states[-1] not in FINAL:
            self.problem(each, f"its states were {states}")
        code = (seen[0]["exit"] or {}).get("code")
        if code not in self.expected(each) or (states[-1] == "FINISHED") != (code == 0):
            self.problem(each, f"it is {states[-1]} with {code}, expected {self.expected(each)}")
        if each.exit != (137 if "client" in each.kills else code):
            self.problem(each, f"its client exited with {each.exit}, the application with {code}")

    def check_client(self, each, seen):
        """A server that was started again has forgotten those that had ended."""
        if each.exit not in self.expected(each):
            self.problem(each, f"exit code {each.exit}, expected {self.expected(each)}")
        if len(seen) > 1:
            self.problem(each, f"the cluster knows {len(seen)} of it")
        for one in seen:
            code = (one["exit"] or {}).get("code")
            if one["state"] not in FINAL or code not in (None, each.exit):
                self.problem(each, f"it is {one['state']} with {code}, its client exited with {each.exit}")

    def expected(self, each):
        if each.cluster:
            return {each.wanted, 137} if "driver" in each.kills else {each.wanted}
        return {each.wanted, 137} if each.kills & {"driver", "client"} else {each.wanted}

    def problem(self, each, text):
        self.problems.append(
            f"{each.name} ({'cluster' if each.cluster else 'client'}, {'python' if each.python else 'java'},"
            f" killed: {sorted(each.kills) or 'nothing'}): {text}\n{each.text()[-1500:]}")

    def check_nothing_left(self):
        deadline = time.monotonic() + 30
        while self.processes.pids() and time.monotonic() < deadline:
            time.sleep(0.2)
        for pid in self.processes.pids():
            self.problems.append(f"left: {pid} {read(f'/proc/{pid}/cmdline').decode()[:300]}")
        for folder in (self.folder / "home").rglob("containers/*/*"):
            if folder.is_dir():
                self.problems.append(f"left: {folder}")
        for root, folders, _ in os.walk("/sys/fs/cgroup"):
            for name in folders:
                if any(each and each in name for each in self.identifiers()):
                    self.problems.append(f"left: {root}/{name}")

    def identifiers(self):
        for each in self.submissions:
            known = re.search(r"app-\d{14}-[0-9a-f]+", each.text())
            yield known.group() if known else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--load", type=int, default=3, help="applications at once")
    parser.add_argument("--pause", type=float, default=2.0, help="mean seconds between two kills")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--keep", action="store_true", help="keep the folder, and say where it is")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="slipway-chaos-"))
    print(f"seed {options.seed}", flush=True)
    chaos = Chaos(options, folder)
    start = time.monotonic()
    try:
        chaos.run()
    finally:
        if options.keep or chaos.problems:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    kills = ", ".join(f"{count} of a {kind}" for kind, count in chaos.killed.items())
    print(f"{len(chaos.submissions)} applications, kills: {kills}; {time.monotonic() - start:.0f} s, seed {options.seed}")
    for problem in chaos.problems:
        print(f"- {problem}")
    print(f"{len(chaos.problems)} problems")
    sys.exit(1 if chaos.problems else 0)


if __name__ == "__main__":
    main()
