"""Counts the words of a text file and prints them, the most frequent first: wordcount.py FILE"""

import re
import sys

from pyspark.sql import SparkSession


def main(path):
    spark = SparkSession.builder.appName("wordcount").getOrCreate()
    lines = spark.read.text(path).rdd.map(lambda row: row.value)
    counts = (
        lines.flatMap(lambda line: re.findall(r"\w+", line))
        .map(lambda word: (word, 1))
        .reduceByKey(lambda a, b: a + b)
        .collect()
    )
    for word, count in sorted(counts, key=lambda entry: (-entry[1], entry[0])):
        print(f"{word}: {count}")
    spark.stop()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: wordcount.py FILE")
    main(sys.argv[1])
