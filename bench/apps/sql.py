"""A small Spark SQL application: one grouping with a shuffle."""

from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
rows = spark.sql("select id % 3 k, count(*) n from range(0, 1000, 1, 2) group by 1 order by 1").collect()
print("RESULT", rows, flush=True)
spark.stop()
