"""What is compared: Spark's own Master and Worker, and a cluster of Slipway's; and how a report is kept."""

import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SLIPWAY = str(ROOT / "slipway")
JAR = str(ROOT / "examples/java/target/slipway-examples.jar")
CORES = "3"
MEMORY = "8g"


def environment_of(folder, java_home, containers=False):
    """The same Spark and Java for both; a cache folder of this run's own, with its class-data archives made."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SLIPWAY_")}
    if "SPARK_HOME" not in environment:
        sys.exit("set SPARK_HOME to the Spark 4.2 that both sides shall run")
    environment["SLIPWAY_HOME"] = str(folder / "slipway")
    environment["SPARK_LOCAL_IP"] = "127.0.0.1"
    if java_home:
        environment["JAVA_HOME"] = java_home
    # Of containers on YARN too, where there is one.
    building = {**environment, "HADOOP_CONF_DIR": str(folder)} if containers else environment
    subprocess.run([SLIPWAY, "archive", "build"], env=building, check=True)
    return environment


def java_home():
    """YARN's containers find their Java by it."""
    return os.environ.get("JAVA_HOME") or str(Path(shutil.which("java")).resolve().parent.parent)


def spark_submit(environment):
    return environment["SPARK_HOME"] + "/bin/spark-submit"


class SparkStandalone:
    def __init__(self, environment, folder):
        self.processes = []
        port = free_port()
        self.master = f"spark://127.0.0.1:{port}"
        self.start(environment, folder, "master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
        wait_for(port)
        self.start(environment, folder, "worker.Worker", "--host", "127.0.0.1", "--cores", CORES, "--memory", MEMORY,
                   "--webui-port", "0", "--work-dir", str(folder / "work"), self.master)
        time.sleep(5)

    def start(self, environment, folder, name, *arguments):
        with open(folder / f"{name}.log", "w") as log:
            command = [environment["SPARK_HOME"] + "/bin/spark-class", f"org.apache.spark.deploy.{name}", *arguments]
            self.processes.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))

    def stop(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


class SlipwayCluster:
    """Of one node, with a ready pool of that many drivers and executors."""

    def __init__(self, environment, pool=0):
        self.environment = environment
        self.pool = pool
        out = self.slipway("cluster", "start", "--nodes", "1", "--cores", CORES, "--memory", MEMORY, "--port", "0",
                           "--conf", f"slipway.pool.drivers={pool}", "--conf", f"slipway.pool.executors={pool}")
        self.master = out.split()[-1]

    def slipway(self, *arguments):
        return subprocess.run(
            [SLIPWAY, *arguments], env=self.environment, check=True, capture_output=True, text=True).stdout

    def await_quiet(self):
        """Until nothing runs, and the pool is full."""
        for _ in range(1200):
            node = json.loads(self.slipway("cluster", "status", "--output", "json"))["nodes"][0]
            pool = [node["pool"][kind]["ready"] for kind in ("drivers", "executors")]
            if not node["usedCores"] and pool == [self.pool, self.pool]:
                return
            time.sleep(0.5)
        raise RuntimeError(f"the cluster is not quiet: {node}")

    def timeline(self):
        """Seconds by phase, of the newest application."""
        newest = json.loads(self.slipway("list", "--output", "json"))[0]["ref"]["id"]
        report = json.loads(self.slipway("status", newest, "--timeline", "--output", "json"))
        return {phase["phase"]: phase["millis"] / 1000 for phase in report["timeline"]}

    def stop(self):
        self.slipway("cluster", "stop")


def wait_for(port):
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"nothing listens on {port}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def keep(name, environment, results):
    """Into bench/results/; returns what the machine is."""
    now = datetime.now(timezone.utc)
    java = (environment["JAVA_HOME"] + "/bin/java") if "JAVA_HOME" in environment else "java"
    version = subprocess.run([java, "-version"], capture_output=True, text=True).stderr.splitlines()[0]
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {version}"
    path = ROOT / "bench/results" / f"{name}-{now:%Y%m%d-%H%M%S}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"date": now.isoformat(), "machine": machine, "results": results}, indent=2) + "\n")
    print(f"\n{now:%Y-%m-%d %H:%M} UTC, {machine}")
    return path
