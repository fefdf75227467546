#!/usr/bin/env python3
"""Draws the table of `cargo bench --bench growth` on logarithmic axes, with the slope between neighbours and the ideal line.

    pip install matplotlib
    cargo bench --bench growth > growth.csv && python3 benches/growth.py growth.csv docs/growth.svg
"""

import csv
import math
import sys

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

# What one would expect of each: the power of the value that the time of an epoch grows with.
IDEAL = {
    "units": ("units per layer", 2, "two hidden layers, batch 32, 2048 rows"),
    "depth": ("hidden layers", 1, "64 units each, batch 32, 2048 rows"),
    "batch": ("batch", 0, "two hidden layers of 64 units, 2048 rows"),
    "threads": ("threads", -1, "two hidden layers of 512 units, batch 256, 2048 rows"),
    "rows": ("rows", 1, "two hidden layers of 64 units, batch 32"),
}


def slope(points):
    """The least-squares slope through the logarithms of points."""
    xs = [math.log(x) for x, _ in points]
    ys = [math.log(y) for _, y in points]
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / sum((x - mx) ** 2 for x in xs)


def main(source, target):
    with open(source, newline="") as file:
        rows = [row for row in csv.reader(file) if len(row) == 4 and row[0] in IDEAL]
    plt.rcParams.update({"font.size": 9, "svg.fonttype": "none", "svg.hashsalt": "growth"})
    figure, axes = plt.subplots(2, 3, figsize=(10.5, 6.4), constrained_layout=True)
    for axis, (dimension, (label, power, where)) in zip(axes.flat, IDEAL.items()):
        points = [(int(row[1]), float(row[3])) for row in rows if row[0] == dimension]
        xs, ys = zip(*points)
        axis.loglog(xs, ys, "o-", color="#2a6fbb", markersize=4, label="measured")
        last_x, last_y = points[-1]
        ideal = [last_y * (x / last_x) ** power for x in xs]
        axis.loglog(xs, ideal, "--", color="#999999", label=f"power {power}")
        tail = points[len(points) // 2 :] if len(points) > 3 else points
        axis.set_title(f"slope {slope(tail):.2f} in the upper half", fontsize=9)
        axis.set_xlabel(f"{label}\n({where})", fontsize=8)
        axis.set_ylabel("seconds per epoch")
        axis.grid(True, which="both", color="#eeeeee", linewidth=0.6)
        axis.legend(frameon=False, fontsize=8)
        print(f"| {label} | {xs[0]} to {xs[-1]} | {power} | {slope(tail):.2f} |")
    # Throughput: where the time goes into arithmetic, it is flat.
    axis = axes.flat[-1]
    for dimension in ("units", "batch"):
        points = [(int(row[1]), 2 * float(row[2]) / float(row[3]) / 1e9) for row in rows if row[0] == dimension]
        axis.loglog(*zip(*points), "o-", markersize=4, label=IDEAL[dimension][0])
    axis.set_title("arithmetic done", fontsize=9)
    axis.set_xlabel("value\n(one thread, 32 bits)", fontsize=8)
    axis.set_ylabel("GFLOP/s")
    axis.grid(True, which="both", color="#eeeeee", linewidth=0.6)
    axis.legend(frameon=False, fontsize=8)
    figure.savefig(target, metadata={"Date": None})


if __name__ == "__main__":
    main(*sys.argv[1:])
