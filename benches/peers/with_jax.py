"""The workloads in JAX: an epoch is one compiled scan over its batches.

Usage: with_jax.py FOLDER WORKLOAD PRECISION THREADS
"""

import os
import sys

# The number of threads must be set before the library starts: one core to run on means one thread.
THREADS = int(sys.argv[4])
if THREADS == 1:
    os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[0]})
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import jax
import jax.numpy as jnp

from workload import Workload, serve

ACTIVATIONS = {
    "tanh": jnp.tanh,
    "logistic": jax.nn.sigmoid,
    "relu": jax.nn.relu,
    "identity": lambda z: z,
    # The loss takes the logits.
    "softmax": lambda z: z,
}


class Run:
    def __init__(self, workload):
        self.workload = work = workload
        whole = work.samples // work.batch * work.batch
        grouped = lambda array: jnp.array(array[:whole]).reshape(-1, work.batch, array.shape[1])
        self.whole = (grouped(work.inputs), grouped(work.targets))
        self.rest = None
        if whole < work.samples:
            self.rest = (jnp.array(work.inputs[whole:]), jnp.array(work.targets[whole:]))
        self.compiled = jax.jit(self.many, donate_argnums=(0, 1))

    def reset(self):
        work = self.workload
        self.theta = [(jnp.array(w), jnp.array(b)) for w, b in zip(work.weights, work.biases)]
        self.speed = jax.tree.map(jnp.zeros_like, self.theta)

    def batch_loss(self, theta, x, t):
        work = self.workload
        names = [work.hidden] * (len(theta) - 1) + [work.output]
        for (w, b), name in zip(theta, names):
            x = ACTIVATIONS[name](x @ w.T + b)
        if work.cross_entropy:
            return -(t * jax.nn.log_softmax(x)).sum() / len(t)
        return 0.5 * ((x - t) ** 2).sum() / len(t)

    def update(self, state, batch):
        theta, speed = state
        gradient = jax.grad(self.batch_loss)(theta, *batch)
        work = self.workload
        speed = jax.tree.map(lambda v, g: work.momentum * v + g, speed, gradient)
        theta = jax.tree.map(lambda p, v: p - work.learning_rate * v, theta, speed)
        return (theta, speed), None

    def epoch(self, _, state):
        state, _ = jax.lax.scan(self.update, state, self.whole)
        if self.rest is not None:
            state, _ = self.update(state, self.rest)
        return state

    def many(self, theta, speed, count):
        return jax.lax.fori_loop(0, count, self.epoch, (theta, speed))

    def epochs(self, count):
        self.theta, self.speed = self.compiled(self.theta, self.speed, count)
        jax.block_until_ready(self.theta)

    def loss(self):
        work = self.workload
        return float(self.batch_loss(self.theta, jnp.array(work.inputs), jnp.array(work.targets)))


def main():
    folder, name, precision = sys.argv[1:4]
    jax.config.update("jax_enable_x64", precision == "f64")
    workload = Workload(folder, name, precision)
    serve(Run(workload), workload.work_of_an_epoch())


if __name__ == "__main__":
    main()
