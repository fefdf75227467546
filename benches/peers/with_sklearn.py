"""The workloads in scikit-learn: MLPClassifier and MLPRegressor, batch by batch with their own solver.

W1 ends in a logistic unit under the squared error, which no estimator of scikit-learn offers, and W2 in tanh; there the
output is linear and the loss is not compared.

Usage: with_sklearn.py FOLDER WORKLOAD PRECISION THREADS
"""

import sys

import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor

from workload import Workload, mean_loss, serve

try:
    from threadpoolctl import threadpool_limits
except ImportError:
    threadpool_limits = None


class Run:
    def __init__(self, workload):
        self.workload = workload
        self.classifier = workload.cross_entropy
        if self.classifier:
            self.targets = workload.targets.argmax(axis=1)
        else:
            self.targets = workload.targets[:, 0]

    def reset(self):
        work = self.workload
        kind = MLPClassifier if self.classifier else MLPRegressor
        self.model = kind(
            hidden_layer_sizes=work.sizes[1:-1],
            activation=work.hidden,
            solver="sgd",
            alpha=0.0,
            batch_size=work.batch,
            learning_rate_init=work.learning_rate,
            momentum=work.momentum,
            nesterovs_momentum=False,
            shuffle=False,
        )
        classes = {"classes": np.arange(work.targets.shape[1])} if self.classifier else {}
        # The first call makes the arrays, which then take the common initial weights.
        self.model.partial_fit(work.inputs, self.targets, **classes)
        for mine, theirs in zip(self.model.coefs_, work.weights):
            mine[...] = theirs.T
        for mine, theirs in zip(self.model.intercepts_, work.biases):
            mine[...] = theirs
        for speed in self.model._optimizer.velocities:
            speed[...] = 0

    def epochs(self, count):
        for _ in range(count):
            self.model.partial_fit(self.workload.inputs, self.targets)

    def loss(self):
        work = self.workload
        if self.classifier:
            outputs = np.log(np.maximum(self.model.predict_proba(work.inputs), 1e-300))
            return mean_loss(work, outputs, work.targets)
        return float("nan")


def main():
    folder, name, precision, threads = sys.argv[1:5]
    workload = Workload(folder, name, precision)
    if threadpool_limits:
        threadpool_limits(int(threads))
    serve(Run(workload), workload.work_of_an_epoch())


if __name__ == "__main__":
    main()
