"""The workloads in PyTorch: torch.nn, automatic differentiation and torch.optim.SGD.

Usage: with_torch.py FOLDER WORKLOAD PRECISION THREADS [eager|compiled]
"""

import sys

import torch

from workload import Workload, serve

ACTIVATIONS = {
    "tanh": torch.nn.Tanh,
    "logistic": torch.nn.Sigmoid,
    "relu": torch.nn.ReLU,
    "identity": torch.nn.Identity,
    # The loss takes the logits.
    "softmax": torch.nn.Identity,
}


class Run:
    def __init__(self, workload, compiled):
        self.workload = workload
        self.compiled = compiled
        self.inputs = torch.from_numpy(workload.inputs)
        self.targets = torch.from_numpy(workload.targets)
        self.batches = [(self.inputs[part], self.targets[part]) for part in workload.batches()]

    def reset(self):
        work = self.workload
        layers = []
        names = [work.hidden] * (len(work.weights) - 1) + [work.output]
        for weight, bias, name in zip(work.weights, work.biases, names):
            linear = torch.nn.Linear(*reversed(weight.shape), dtype=self.inputs.dtype)
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(weight))
                linear.bias.copy_(torch.from_numpy(bias))
            layers += [linear, ACTIVATIONS[name]()]
        self.network = torch.nn.Sequential(*layers)
        self.optimiser = torch.optim.SGD(
            self.network.parameters(), lr=work.learning_rate, momentum=work.momentum, foreach=True
        )
        self.pass_ = torch.compile(self.batch_loss) if self.compiled else self.batch_loss

    def batch_loss(self, x, t):
        outputs = self.network(x)
        if self.workload.cross_entropy:
            return torch.nn.functional.cross_entropy(outputs, t)
        return 0.5 * ((outputs - t) ** 2).sum() / len(x)

    def epochs(self, count):
        for _ in range(count):
            for x, t in self.batches:
                self.optimiser.zero_grad(set_to_none=True)
                self.pass_(x, t).backward()
                self.optimiser.step()

    def loss(self):
        with torch.no_grad():
            return float(self.batch_loss(self.inputs, self.targets))


def main():
    folder, name, precision, threads, variant = (*sys.argv[1:], "eager")[:5]
    torch.set_num_threads(int(threads))
    workload = Workload(folder, name, precision)
    serve(Run(workload, variant == "compiled"), workload.work_of_an_epoch())


if __name__ == "__main__":
    main()
