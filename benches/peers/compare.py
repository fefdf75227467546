#!/usr/bin/env python3
"""Training speed side by side: this program and its peers on the same workloads, in one run, by turns.

    python3 -m venv peers && peers/bin/pip install jax numpy scikit-learn scipy threadpoolctl torch
    apt-get install libfann-dev nodejs          # for FANN and for Playground's algorithm
    peers/bin/python benches/peers/compare.py [W1 W3 …] [--rounds 5] [--seconds 1] [--slow]

Every program reads the same data, initial weights and settings, which `cargo bench --bench training -- --export` writes, takes the batches
in the same order, and says the training loss after the same number of epochs, which is compared with ours: `=` means equal to six digits
(32 bits: three), else the difference is printed. A program that is not installed is skipped with a word. Slow peers (candle, burn, PyTorch compiled)
are built or run with --slow only.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# The ratio to the best peer of the same precision that we aim at.
GOALS = {"W1": 1.25, "W2": 3.5, "W3": {"f32": 2.0, "f64": 1.7}, "W4": 1.3, "W5": 1.05, "W6a": 3.5, "W6b": 1.35}
PRECISIONS = {"W1": ["f32", "f64"], "W2": ["f32", "f64"], "W3": ["f32", "f64"], "W4": ["f32"], "W5": ["f32"]}
# Worth a second thread.
BIG = ("W3", "W4", "W5")


class Skipped(Exception):
    """A program that cannot be had here, with the reason."""


class Peer:
    """A program that answers `check` and `time`, see workload.py."""

    def __init__(self, title, precision, command, threads, comparable=True):
        self.title, self.precision, self.comparable = title, precision, comparable
        environment = dict(os.environ)
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"):
            environment[name] = str(threads)
        # Some machines set these to a slow kernel of NumPy's matrix library.
        for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
            environment.pop(name, None)
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
        )
        if self.process.stdout.readline().strip() != "ready":
            self.process.wait()
            raise Skipped(f"{title}: does not start here")
        self.rates = []

    def ask(self, command, number):
        self.process.stdin.write(f"{command} {number}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        if len(answer) != 2:
            raise Skipped(f"{self.title}: stopped")
        return float(answer[1])

    def compare(self, epochs):
        self.loss = self.ask("check", epochs)
        # What is compiled at first use is compiled now.
        self.ask("time", 0.2)

    def round(self, seconds):
        self.rates.append(self.ask("time", seconds))

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Ours:
    """This program, a process a round."""

    def __init__(self, program, workload, precision, threads):
        self.title = f"Deltascope {precision} {threads}T"
        self.precision, self.comparable = precision, True
        self.command = [program, "--bench", workload, "--precision", precision, "--rounds", "1", "--threads", str(threads)]
        self.rates = []

    def run(self, seconds):
        answer = subprocess.run([*self.command, "--seconds", str(seconds)], capture_output=True, text=True, check=True)
        line = next(line for line in answer.stdout.splitlines() if line.startswith("round"))
        return float(line.split()[4]), float(line.split("loss=")[1])

    def compare(self, _epochs):
        _, self.loss = self.run(0.05)

    def round(self, seconds):
        self.rates.append(self.run(seconds)[0])

    def close(self):
        pass


def build(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode:
        raise Skipped(f"{' '.join(command[:3])}: {done.stderr.strip().splitlines()[-1] if done.stderr else 'failed'}")
    return done


def fann_program(folder, kind):
    program = folder / f"fann_{kind}"
    if not program.exists():
        define = ["-DDOUBLE"] if kind == "double" else []
        if not shutil.which("cc"):
            raise Skipped("FANN: no C compiler")
        build("cc", "-O3", "-o", str(program), str(HERE / "with_fann.c"), *define, f"-l{kind}fann", "-lm")
    return str(program)


def write_for_fann(folder, name):
    """The workload as plain numbers; see with_fann.c."""
    from workload import Workload

    work = Workload(folder, name, "f64")
    code = {"logistic": 0, "tanh": 1}
    numbers = [len(work.sizes), *work.sizes, work.samples, work.batch, work.learning_rate, work.momentum]
    numbers += [code[work.hidden], code[work.output]]
    for sample, target in zip(work.inputs, work.targets):
        numbers += [*sample, *target]
    for weights, biases in zip(work.weights, work.biases):
        for row, bias in zip(weights, biases):
            numbers += [*row, bias]
    (folder / f"{name}.txt").write_text("\n".join(f"{number:.17g}" for number in numbers))


def rust_program(name):
    folder = HERE / name
    target = Path(os.environ.get("PEERS_TARGET", ROOT / "target" / "peers"))
    build("cargo", "build", "--release", "--target-dir", str(target), cwd=folder)
    return str(target / "release" / f"with_{name}")


def peers_of(folder, name, precision, slow):
    """The programs that do this workload, each as what makes it."""
    python = sys.executable

    def script(file, title, threads, *more, comparable=True):
        command = [python, str(HERE / file), str(folder), name, precision, str(threads), *more]
        return lambda: Peer(f"{title} {precision} {threads}T", precision, command, threads, comparable)

    if name.startswith("W6"):
        return [script("with_numpy.py", "NumPy + LAPACK", 1)]
    big = name in BIG
    counts = (1, 2) if big else (1,)
    made = []
    for threads in counts:
        made.append(script("with_jax.py", "JAX", threads))
        made.append(script("with_torch.py", "PyTorch eager", threads))
        if slow:
            made.append(script("with_torch.py", "PyTorch compiled", threads, "compiled"))
        made.append(script("with_numpy.py", "NumPy", threads))
        made.append(script("with_sklearn.py", "scikit-learn", threads, comparable=big))
    if not big:
        kind = "float" if precision == "f32" else "double"

        def fann():
            write_for_fann(folder, name)
            title = f"FANN {precision} 1T" + (" (no momentum)" if name == "W2" else "")
            return Peer(title, precision, [fann_program(folder, kind), str(folder), name], 1, comparable=name == "W1")

        made.append(fann)
        if precision == "f64":
            node = [shutil.which("node") or "node", str(HERE / "with_node.js"), str(folder), name]
            made.append(lambda: Peer("Playground's algorithm, node f64 1T", "f64", node, 1))
    if slow:
        for threads in counts:
            made.append(
                lambda threads=threads: Peer(
                    f"candle {precision} {threads}T", precision, [rust_program("candle"), str(folder), name, precision], threads
                )
            )
            if precision == "f32":
                made.append(
                    lambda threads=threads: Peer(
                        f"burn f32 {threads}T", "f32", [rust_program("burn"), str(folder), name], threads
                    )
                )
    return made


def compare(program, folder, name, precision, options):
    import json

    about = {entry["name"]: entry for entry in json.loads((folder / "workloads.json").read_text())}[name]
    runners = [Ours(program, name, precision, threads) for threads in ((1, 2) if name in BIG else (1,))]
    for make in peers_of(folder, name, precision, options.slow):
        try:
            runners.append(make())
        except (Skipped, OSError) as reason:
            print(f"  skipped: {reason}")
    for runner in list(runners):
        try:
            runner.compare(about["compared_epochs"])
        except Skipped as reason:
            print(f"  skipped: {reason}")
            runners.remove(runner)
    for _ in range(options.rounds):
        for runner in runners:
            runner.round(options.seconds)
    for runner in runners:
        runner.close()
    report(name, precision, about["unit"], runners)


def report(name, precision, unit, runners):
    """Prints the table of a workload; the first of the runners is ours."""
    peers = [runner for runner in runners if isinstance(runner, Peer)]
    best = max((statistics.median(peer.rates) for peer in peers), default=float("nan"))
    reference = runners[0].loss
    print(f"\n{name} {precision} ({unit})\n")
    print("| program | median | slowest to fastest | × best peer | loss |")
    print("|---|---|---|---|---|")
    for runner in sorted(runners, key=lambda runner: -statistics.median(runner.rates)):
        median = statistics.median(runner.rates)
        tolerance = 1e-3 if precision == "f32" else 1e-6
        off = abs(runner.loss - reference) / abs(reference)
        loss = "=" if off <= tolerance else f"{runner.loss:.6g} ({off:.0e} off)"
        if not runner.comparable:
            loss = "another task"
        digits = 0 if median >= 1000 else 2
        print(
            f"| {runner.title} | {median:,.{digits}f} | {min(runner.rates):,.{digits}f} to {max(runner.rates):,.{digits}f} "
            f"| {median / best:.2f} | {loss} |"
        )
    goal = GOALS[name] if not isinstance(GOALS[name], dict) else GOALS[name][precision]
    ours = max(statistics.median(runner.rates) for runner in runners if isinstance(runner, Ours))
    verdict = "reached" if ours >= goal * best else "not reached"
    print(f"\n{name} {precision}: {ours / best:.2f} × the best peer; goal {goal}: {verdict}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("workloads", nargs="*", default=list(GOALS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--slow", action="store_true", help="with candle, burn and PyTorch compiled")
    parser.add_argument("--program", help="the built training benchmark; built when not given")
    options = parser.parse_args()
    program = options.program
    if not program:
        built = build("cargo", "bench", "--bench", "training", "--no-run", cwd=ROOT)
        program = built.stderr.rsplit("(", 1)[1].split(")")[0]
        program = str(ROOT / program)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        subprocess.run([program, "--bench", *options.workloads, "--export", str(folder)], check=True)
        for name in options.workloads:
            for precision in PRECISIONS.get(name, ["f64"]):
                compare(program, folder, name, precision, options)


if __name__ == "__main__":
    main()
