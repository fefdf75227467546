"""Reads a CSV file once for each line on standard input and prints the seconds: tables.py pandas|polars FILE."""

import os
import sys
import time

peer, path = sys.argv[1:]
os.environ["POLARS_MAX_THREADS"] = "2"

if peer == "pandas":
    import pandas

    version = pandas.__version__

    def read():
        return pandas.read_csv(path, engine="c", dtype="float64").shape

else:
    import polars

    version = polars.__version__

    def read():
        return polars.read_csv(path, infer_schema_length=100).cast(polars.Float64).shape


print(version, flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    shape = read()
    print(time.perf_counter() - start, *shape, flush=True)
