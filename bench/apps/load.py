"""A job of Python workers that takes its time: load.py FILE cpu|shuffle ROWS."""

import hashlib
import sys
import zlib

from pyspark.sql import SparkSession

PARTITIONS = 8
path, kind, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
spark = SparkSession.builder.getOrCreate()
digests = spark.sparkContext.range(0, rows, 1, PARTITIONS).map(
    lambda number: (number, hashlib.sha512(str(number).encode()).hexdigest()))
if kind == "shuffle":
    digests = digests.partitionBy(PARTITIONS)
total = digests.map(lambda pair: zlib.crc32(pair[1].encode())).sum()
with open(path, "w") as out:
    out.write(str(total))
print(total, flush=True)
spark.stop()
