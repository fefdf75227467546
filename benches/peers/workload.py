"""What the Python programs share: a workload read from disk, and the commands that compare.py sends.

A program is started once and then answers lines on its standard input:

    check N   from the initial weights, N epochs (W6: steps); answers the mean training loss after them
    time S    goes on for about S seconds; answers the throughput in the workload's unit
"""

import json
import sys
import time
from pathlib import Path

import numpy as np


class Workload:
    """One of W1 to W6 as `cargo bench --bench training -- --export DIR` wrote it.

    `inputs` [samples, in], `targets` [samples, out], `weights` a list of [out, in], `biases` a list of [out].
    """

    def __init__(self, folder, name, precision):
        self.name = name
        about = json.loads((Path(folder) / "workloads.json").read_text())
        about = {entry["name"]: entry for entry in about}[name]
        self.dtype = {"f32": np.float32, "f64": np.float64}[precision]
        self.sizes = about["sizes"]
        self.hidden = about["hidden"].lower()
        self.output = about["output"].lower()
        self.cross_entropy = "cross-entropy" in about["loss"].lower()
        self.batch = about["batch"]
        self.learning_rate = about["optimizer"].get("learning_rate")
        self.momentum = about["optimizer"].get("momentum")
        self.unit = about["unit"]
        self.compared_epochs = about["compared_epochs"]

        def load(part):
            array = np.load(Path(folder) / f"{name}_{part}.npy")
            return np.ascontiguousarray(array.astype(self.dtype))

        self.inputs = load("inputs")
        self.targets = load("targets")
        layers = range(1, len(self.sizes))
        self.weights = [load(f"w{layer}") for layer in layers]
        self.biases = [load(f"b{layer}") for layer in layers]
        self.samples = len(self.inputs)
        self.updates_per_epoch = -(-self.samples // self.batch)

    def batches(self):
        """The batches of an epoch in their order, as slices."""
        return [
            slice(start, min(start + self.batch, self.samples))
            for start in range(0, self.samples, self.batch)
        ]

    def work_of_an_epoch(self):
        """How much an epoch counts in the workload's unit."""
        return {
            "samples/s": self.samples,
            "epochs/s": 1,
            "updates/s": self.updates_per_epoch,
            "steps/s": 1,
        }[self.unit]


def serve(run, work_of_an_epoch):
    """Answers the commands for `run`, which has `reset()`, `epochs(n)` and `loss()`."""
    run.reset()
    print("ready", flush=True)
    at_once = 1
    for line in sys.stdin:
        command, number = line.split()
        if command == "check":
            run.reset()
            run.epochs(int(number))
            print(f"loss {run.loss():.17g}", flush=True)
        else:
            start = time.perf_counter()
            done = 0
            while True:
                before = time.perf_counter()
                run.epochs(at_once)
                done += at_once
                now = time.perf_counter()
                if now - start >= float(number):
                    break
                # Few looks at the clock, but one at least every tenth of the time.
                if now - before < float(number) / 20:
                    at_once *= 2
            print(f"rate {done * work_of_an_epoch / (now - start):.17g}", flush=True)


def mean_loss(workload, outputs, targets):
    """The mean loss of outputs (softmax networks: of probabilities' logarithms)."""
    if workload.cross_entropy:
        return float(-(targets * outputs).sum() / len(targets))
    return float(0.5 * ((outputs - targets) ** 2).sum() / len(targets))
