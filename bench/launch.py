"""How long until the first result: Slipway beside Spark's own spark-submit, alternating, one machine.

Same Spark, same Java, same application. The ratio of each pair is taken, since the machine's speed drifts.
"""

import argparse
import json
import os
import platform
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from measure import run  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
JAR = ROOT / "examples/java/target/slipway-examples.jar"
APPLICATIONS = {
    "java": (["--class", "dev.slipway.examples.Pi", str(JAR), "2"], "Pi is roughly"),
    "python": ([str(ROOT / "bench/apps/sql.py")], "RESULT"),
}
ONE_EXECUTOR = ["--executor-memory", "1g", "--executor-cores", "2"]


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


class SparkStandalone:
    """Spark's own Master and Worker, of two cores."""

    def __init__(self, environment, folder):
        self.processes = []
        port = free_port()
        self.master = f"spark://127.0.0.1:{port}"
        self.start(environment, folder, "master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
        wait_for(port)
        self.start(environment, folder, "worker.Worker", "--host", "127.0.0.1", "--cores", "2", "--memory", "4g",
                   "--webui-port", "0", "--work-dir", str(folder / "work"), self.master)
        time.sleep(5)

    def start(self, environment, folder, name, *arguments):
        log = open(folder / f"{name}.log", "w")
        command = [environment["SPARK_HOME"] + "/bin/spark-class", f"org.apache.spark.deploy.{name}", *arguments]
        self.processes.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))

    def stop(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


class SlipwayCluster:
    def __init__(self, environment):
        self.environment = environment
        out = subprocess.run(
            [ROOT / "slipway", "cluster", "start", "--nodes", "1", "--cores", "2", "--memory", "4g", "--port", "0"],
            env=environment, check=True, capture_output=True, text=True)
        self.master = out.stdout.split()[-1]

    def stop(self):
        subprocess.run([ROOT / "slipway", "cluster", "stop"], env=self.environment, check=True)


def pairs(name, language, ours, peers, environment, count):
    arguments, marker = APPLICATIONS[language]
    slipway = [str(ROOT / "slipway"), "submit", *ours, *arguments]
    spark = [environment["SPARK_HOME"] + "/bin/spark-submit", *peers, *arguments]
    for command in (slipway, spark):
        run(command, environment, marker)
    rows = []
    for _ in range(count):
        rows.append((run(slipway, environment, marker), run(spark, environment, marker)))
    result = {"name": name, "language": language, "pairs": count}
    for field in ("first_result", "exit", "cpu", "memory_mib"):
        ratios = [getattr(a, field) / getattr(b, field) for a, b in rows]
        result[field] = {
            "ratio": {"median": statistics.median(ratios), "min": min(ratios), "max": max(ratios)},
            "slipway": statistics.median(getattr(a, field) for a, _ in rows),
            "spark": statistics.median(getattr(b, field) for _, b in rows),
        }
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--modes", default="local,standalone-client")
    parser.add_argument("--languages", default="java,python")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="slipway-bench-"))
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SLIPWAY_")}
    environment["SLIPWAY_HOME"] = str(folder / "slipway")
    if "SPARK_HOME" not in environment:
        sys.exit("set SPARK_HOME to the Spark 4.2 that both sides shall run")
    environment["SPARK_LOCAL_IP"] = "127.0.0.1"
    subprocess.run([ROOT / "slipway", "archive", "build"], env=environment, check=True)
    results = []
    try:
        for language in options.languages.split(","):
            if "local" in options.modes.split(","):
                master = ["--master", "local[2]"]
                results.append(pairs("local[2]", language, master, master, environment, options.pairs))
        if "standalone-client" in options.modes.split(","):
            peer, own = SparkStandalone(environment, folder), SlipwayCluster(environment)
            try:
                for language in options.languages.split(","):
                    results.append(pairs(
                        "standalone client", language,
                        ["--master", own.master, "--num-executors", "1", *ONE_EXECUTOR],
                        ["--master", peer.master, "--total-executor-cores", "2", *ONE_EXECUTOR],
                        environment, options.pairs))
            finally:
                own.stop()
                peer.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    report(results)


def report(results):
    now = datetime.now(timezone.utc)
    java = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr.splitlines()[0]
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {java}"
    print(f"\n{now:%Y-%m-%d %H:%M} UTC, {machine}; ratio = Slipway / spark-submit, median (min - max)")
    print(f"{'':<28}{'first result':>24}{'exit':>24}{'CPU s':>24}{'memory':>24}")
    for result in results:
        cells = []
        for field in ("first_result", "exit", "cpu", "memory_mib"):
            ratio = result[field]["ratio"]
            cells.append(f"{ratio['median']:.2f} ({ratio['min']:.2f} - {ratio['max']:.2f})")
        print(f"{result['name'] + ' ' + result['language']:<28}" + "".join(f"{cell:>24}" for cell in cells))
    path = ROOT / "bench/results" / f"launch-{now:%Y%m%d-%H%M%S}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"date": now.isoformat(), "machine": machine, "results": results}, indent=2) + "\n")
    print(path)


if __name__ == "__main__":
    main()
