"""What dev.slipway.examples.Grouping does: one grouping with a shuffle; its rows go into a file."""

import sys

from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
rows = spark.sql("select id % 3 k, count(*) n from range(0, 1000, 1, 2) group by 1 order by 1").collect()
with open(sys.argv[1], "w") as out:
    out.write(str(rows))
print(rows, flush=True)
spark.stop()
