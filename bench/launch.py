"""How long until the first result: Slipway beside Spark's own spark-submit, alternating, one machine.

Same Spark, same Java, same application. The ratio of each pair is taken, since the machine's speed drifts. Spark's
Standalone has no cluster mode for Python: there the peer is its client mode.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from hadoop import Hadoop  # noqa: E402
from measure import compare, run, table  # noqa: E402
from peers import JAR, ROOT, SLIPWAY, SlipwayCluster, SparkStandalone, environment_of, java_home, keep, spark_submit  # noqa: E402

APPLICATIONS = {
    "java": ["--class", "dev.slipway.examples.Grouping", JAR],
    "python": [str(ROOT / "bench/apps/sql.py")],
}
ONE_EXECUTOR = ["--executor-memory", "1g", "--executor-cores", "2"]
MODES = ["local", "client", "cluster", "pool"]
MANAGERS = ["standalone", "yarn"]


class Launch:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        java = options.java_home or (java_home() if options.manager == "yarn" else None)
        self.environment = environment_of(folder, java, options.manager == "yarn")
        self.results = []

    def pairs(self, name, language, ours, peers, cluster=None):
        result = self.folder / "result"
        application = [*APPLICATIONS[language], str(result)]
        rows, timelines = [], []
        # The first pair warms up what outlives an application: daemons, the disk's cache, the pool's recipe.
        for count in range(self.options.pairs + 1):
            if cluster:
                cluster.await_quiet()
            own = run([SLIPWAY, "submit", *ours, *application], self.environment, result)
            if cluster:
                cluster.await_quiet()
                timelines.append(cluster.timeline())
            peer = run([spark_submit(self.environment), *peers, *application], self.environment, result)
            rows.append((own, peer))
            print(f"{name} {language} {count}: {own.first_result:.2f} / {peer.first_result:.2f}", flush=True)
        phases = {
            phase: round(statistics.median(each.get(phase, 0) for each in timelines[1:]), 2)
            for phase in (timelines[-1] if timelines else {})}
        self.results.append(
            {"name": name, "language": language, "pairs": self.options.pairs, **compare(rows[1:]), "timeline": phases})

    def run(self):
        if self.options.manager == "yarn":
            self.yarn()
            return
        if "local" in self.options.modes:
            for language in self.options.languages:
                self.pairs("local[2]", language, ["--master", "local[2]"], ["--master", "local[2]"])
        if {"client", "cluster"} & set(self.options.modes):
            self.standalone(0, [mode for mode in self.options.modes if mode in ("client", "cluster")])
        if "pool" in self.options.modes:
            self.standalone(1, ["pool"])

    def yarn(self):
        """Spark's own back end twice: sending its jars each time, and with them on HDFS already."""
        hadoop = Hadoop(self.folder, self.environment["JAVA_HOME"])
        try:
            self.environment["HADOOP_CONF_DIR"] = str(hadoop.conf)
            archive = hadoop.put_archive(self.environment["SPARK_HOME"])
            for mode in [mode for mode in self.options.modes if mode in ("client", "cluster")]:
                for language in self.options.languages:
                    common = ["--master", "yarn", "--deploy-mode", mode, "--num-executors", "1", *ONE_EXECUTOR]
                    for name, peers in (("", []), (" (peer: spark.yarn.archive)", ["--conf", f"spark.yarn.archive={archive}"])):
                        self.pairs(f"yarn {mode}{name}", language, common, [*common, *peers], QuietYarn(hadoop))
        finally:
            hadoop.stop()

    def standalone(self, pool, modes):
        peer = SparkStandalone(self.environment, self.folder)
        try:
            own = SlipwayCluster(self.environment, pool)
            try:
                for mode in modes:
                    for language in self.options.languages:
                        self.on_standalone(mode, language, own, peer)
            finally:
                own.stop()
        finally:
            peer.stop()

    def on_standalone(self, mode, language, own, peer):
        ours = ["--master", own.master, "--num-executors", "1", *ONE_EXECUTOR]
        theirs = ["--master", peer.master, "--total-executor-cores", "2", *ONE_EXECUTOR]
        name = f"standalone {mode}"
        if mode != "client":
            ours += ["--deploy-mode", "cluster"]
            if language == "java":
                theirs += ["--deploy-mode", "cluster", "--conf", "spark.standalone.submit.waitAppCompletion=true"]
            else:
                name += " (peer: client)"
        self.pairs(name, language, ours, theirs, own)


class QuietYarn:
    def __init__(self, hadoop):
        self.await_quiet = hadoop.await_quiet

    def timeline(self):
        return {}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--modes", default=MODES, type=lambda text: text.split(","), help=",".join(MODES))
    parser.add_argument("--manager", default="standalone", choices=MANAGERS)
    parser.add_argument("--languages", default=list(APPLICATIONS), type=lambda text: text.split(","))
    parser.add_argument("--java-home", help="the JDK for both sides, instead of JAVA_HOME or the PATH's")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="slipway-bench-"))
    try:
        launch = Launch(options, folder)
        launch.run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    path = keep("launch", launch.environment, launch.results)
    print(table(launch.results))
    for result in launch.results:
        if result["timeline"]:
            phases = ", ".join(f"{phase.lower().replace('_', ' ')} {seconds:.2f}" for phase, seconds in result["timeline"].items())
            print(f"{result['name']} {result['language']}, seconds of each phase: {phases}")
    print(path)


if __name__ == "__main__":
    main()
