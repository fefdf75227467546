"""Backpropagation written in NumPy, and Levenberg–Marquardt with NumPy and LAPACK.

Usage: with_numpy.py FOLDER WORKLOAD PRECISION THREADS
"""

import sys

import numpy as np

from workload import Workload, mean_loss, serve

try:
    from threadpoolctl import threadpool_limits
except ImportError:
    threadpool_limits = None


def forward_function(name):
    return {
        "tanh": np.tanh,
        "logistic": lambda z: 1 / (1 + np.exp(-z)),
        "relu": lambda z: np.maximum(z, 0),
        "identity": lambda z: z,
        "softmax": softmax,
    }[name]


def derivative(name, a):
    """The derivative of an activation at its value `a`."""
    if name == "tanh":
        return 1 - a * a
    if name == "logistic":
        return a * (1 - a)
    if name == "relu":
        return (a > 0).astype(a.dtype)
    return np.ones_like(a)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


class Run:
    """Gradient descent with momentum."""

    def __init__(self, workload):
        self.workload = workload
        layers = len(workload.weights)
        self.names = [workload.hidden] * (layers - 1) + [workload.output]

    def reset(self):
        self.weights = [w.copy() for w in self.workload.weights]
        self.biases = [b.copy() for b in self.workload.biases]
        self.speeds = [np.zeros_like(p) for p in self.weights + self.biases]

    def forward(self, x):
        values = [x]
        for w, b, name in zip(self.weights, self.biases, self.names):
            values.append(forward_function(name)(values[-1] @ w.T + b))
        return values

    def epochs(self, count):
        w, work = self.weights, self.workload
        for _ in range(count):
            for part in work.batches():
                x, t = work.inputs[part], work.targets[part]
                values = self.forward(x)
                delta = (values[-1] - t) / work.dtype(len(x))
                if not work.cross_entropy:
                    delta *= derivative(self.names[-1], values[-1])
                gradients = [None] * (2 * len(w))
                for layer in reversed(range(len(w))):
                    gradients[layer] = delta.T @ values[layer]
                    gradients[len(w) + layer] = delta.sum(axis=0)
                    if layer:
                        slope = derivative(self.names[layer - 1], values[layer])
                        delta = (delta @ w[layer]) * slope
                for parameter, speed, gradient in zip(w + self.biases, self.speeds, gradients):
                    speed *= work.dtype(work.momentum)
                    speed += gradient
                    parameter -= work.dtype(work.learning_rate) * speed

    def loss(self):
        outputs = self.forward(self.workload.inputs)[-1].astype(np.float64)
        if self.workload.cross_entropy:
            outputs = np.log(np.maximum(outputs, 1e-300))
        return mean_loss(self.workload, outputs, self.workload.targets)


class LevenbergMarquardt:
    """Marquardt's method with MATLAB's schedule of μ, one hidden layer of tanh and a linear output.

    It comes to its end soon, so the same `compared_epochs` steps are taken again and again.
    """

    def __init__(self, workload):
        from scipy.linalg.blas import dsyrk
        from scipy.linalg.lapack import dposv

        self.dsyrk, self.dposv = dsyrk, dposv
        self.workload = workload
        h, inputs = workload.weights[0].shape
        n, self.size = len(workload.inputs), h * inputs + 2 * h + 1
        # The columns of J lie one after another; the one of the output's bias is always 1.
        self.j = np.ones((n, self.size), order="F")
        self.j1 = [self.j[:, i : h * inputs : inputs] for i in range(inputs)]
        self.jb = self.j[:, h * inputs : -h - 1]
        self.jh = self.j[:, -h - 1 : -1]
        self.columns = [np.ascontiguousarray(column)[:, None] for column in workload.inputs.T]
        self.point, self.trial = (self.room(h, inputs) for _ in range(2))
        self.b = np.empty((self.size, self.size), order="F")
        self.diagonal = self.b.ravel(order="F")[:: self.size + 1]

    def room(self, h, inputs):
        """Parameters with views of their parts, and room for what is computed from them."""
        theta, n = np.empty(self.size), len(self.workload.inputs)
        views = (
            theta[: h * inputs].reshape(h, inputs).T,
            theta[h * inputs : -h - 1],
            theta[-h - 1 : -1],
        )
        return theta, views, np.empty((n, h)), np.empty(n)

    def reset(self):
        work = self.workload
        parts = [work.weights[0], work.biases[0], work.weights[1], work.biases[1]]
        self.point[0][:] = np.concatenate([part.ravel() for part in parts])
        self.mu = 1e-3
        self.steps = 0
        self.error = self.evaluate(self.point)

    def evaluate(self, room):
        """Computes hidden values and residuals at the parameters; returns the sum of squares."""
        theta, (w1, b1, w2), hidden, r = room
        np.dot(self.workload.inputs, w1, out=hidden)
        hidden += b1
        np.tanh(hidden, out=hidden)
        np.dot(hidden, w2, out=r)
        r += theta[-1]
        r -= self.workload.targets[:, 0]
        return r @ r

    def epochs(self, count):
        for _ in range(count):
            if self.steps == self.workload.compared_epochs:
                self.reset()
            self.steps += 1
            self.step()

    def step(self):
        theta, (_, _, w2), hidden, r = self.point
        np.multiply(hidden, hidden, out=self.jb)
        np.subtract(1, self.jb, out=self.jb)
        self.jb *= w2
        for j, column in zip(self.j1, self.columns):
            np.multiply(self.jb, column, out=j)
        self.jh[:] = hidden
        a = self.dsyrk(1.0, self.j, trans=1, lower=0)
        g = r @ self.j
        while self.mu <= 1e10:
            self.b[:] = a
            self.diagonal += self.mu
            _, d, info = self.dposv(self.b, g, lower=0, overwrite_a=1)
            if info == 0:
                np.subtract(theta, d, out=self.trial[0])
                error = self.evaluate(self.trial)
                if error < self.error:
                    self.point, self.trial, self.error = self.trial, self.point, error
                    self.mu = max(self.mu * 0.1, 1e-20)
                    return
            self.mu *= 10

    def loss(self):
        return float(0.5 * self.error / len(self.workload.inputs))


def main():
    folder, name, precision, threads = sys.argv[1:5]
    workload = Workload(folder, name, precision)
    run = LevenbergMarquardt(workload) if name.startswith("W6") else Run(workload)
    if threadpool_limits:
        threadpool_limits(int(threads))
    serve(run, workload.work_of_an_epoch())


if __name__ == "__main__":
    main()
