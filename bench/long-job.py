"""Whether starting fast costs a long job anything: one that computes, one that shuffles 1 GB; in the JVM, in Python.

Slipway beside spark-submit on local[2], alternating, same Spark and Java; the ratio of each pair's time to exit.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from measure import compare, run, table  # noqa: E402
from peers import JAR, ROOT, SLIPWAY, environment_of, keep, spark_submit  # noqa: E402

JAVA = ["--class", "dev.slipway.examples.Load", JAR]
PYTHON = [str(ROOT / "bench/apps/load.py")]
# Rows, so that each takes a minute or more on two cores; 8 million rows of 128 characters are 1 GB.
JOBS = {
    "java-cpu": (JAVA, "cpu", 200_000_000),
    "python-cpu": (PYTHON, "cpu", 80_000_000),
    "java-shuffle": (JAVA, "shuffle", 8_000_000),
    "python-shuffle": (PYTHON, "shuffle", 8_000_000),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--jobs", default=list(JOBS), type=lambda text: text.split(","), help=",".join(JOBS))
    parser.add_argument("--java-home", help="the JDK for both sides, instead of JAVA_HOME or the PATH's")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="slipway-bench-"))
    results = []
    try:
        environment = environment_of(folder, options.java_home)
        result = folder / "result"
        for job in options.jobs:
            application, kind, size = JOBS[job]
            words = ["--master", "local[2]", *application, str(result), kind, str(size)]
            rows = []
            for count in range(options.pairs):
                # Each is first in every other pair: the disk and the machine drift.
                sides = [[SLIPWAY, "submit", *words], [spark_submit(environment), *words]]
                order = [0, 1] if count % 2 == 0 else [1, 0]
                seen = {side: run(sides[side], environment, result) for side in order}
                rows.append((seen[0], seen[1]))
                print(f"{job} {count}: {seen[0].exit:.1f} / {seen[1].exit:.1f}", flush=True)
            language, name = job.split("-")
            results.append({"name": name, "language": language, "pairs": options.pairs, **compare(rows)})
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    path = keep("long-job", environment, results)
    print(table(results))
    print(path)


if __name__ == "__main__":
    main()
