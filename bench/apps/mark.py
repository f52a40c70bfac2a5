"""An application of the chaos run: says in a folder that it began, runs one job, says that it is done."""

import os
import sys
import time
import uuid

from pyspark.sql import SparkSession

folder, code = sys.argv[1], int(sys.argv[2])
open(os.path.join(folder, f"began-{uuid.uuid4()}"), "w").close()
spark = SparkSession.builder.getOrCreate()


def slowly(number):
    time.sleep(0.5)
    return number


total = spark.sparkContext.parallelize(range(6), 3).map(slowly).sum()
with open(os.path.join(folder, f"done-{uuid.uuid4()}"), "w") as done:
    done.write(str(total))
sys.exit(code)
