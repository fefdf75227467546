// The algorithm of TensorFlow Playground in plain JavaScript, written anew: a graph of nodes and links, each an object
// with its own value, derivative and accumulated gradient, visited one after the other (no momentum there; it is added here,
// so that all programs do the same work).
//
// Usage: node with_node.js FOLDER WORKLOAD

"use strict";
const fs = require("fs");
const path = require("path");
const readline = require("readline");

const [folder, name] = process.argv.slice(2);
const about = JSON.parse(fs.readFileSync(path.join(folder, "workloads.json"), "utf8")).find(
  (entry) => entry.name === name,
);

/** Reads a two- or one-dimensional .npy file of doubles in row order as rows of numbers. */
function load(part) {
  const bytes = fs.readFileSync(path.join(folder, `${name}_${part}.npy`));
  const header = bytes.subarray(10, 10 + bytes.readUInt16LE(8)).toString("latin1");
  const shape = header.match(/'shape': \(([^)]*)\)/)[1].split(",").map(Number).filter((n) => n > 0);
  const start = 10 + bytes.readUInt16LE(8);
  const numbers = new Float64Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length));
  if (shape.length === 1) return Array.from(numbers);
  const rows = [];
  for (let row = 0; row < shape[0]; row++) rows.push(Array.from(numbers.subarray(row * shape[1], (row + 1) * shape[1])));
  return rows;
}

const ACTIVATIONS = {
  tanh: [Math.tanh, (a) => 1 - a * a],
  logistic: [(z) => 1 / (1 + Math.exp(-z)), (a) => a * (1 - a)],
  relu: [(z) => Math.max(0, z), (a) => (a > 0 ? 1 : 0)],
  identity: [(z) => z, () => 1],
};

class Link {
  constructor(source, dest, weight) {
    this.source = source;
    this.dest = dest;
    this.weight = weight;
    this.sum = 0;
    this.speed = 0;
  }
}

class Node {
  constructor(bias, activation) {
    this.inputs = [];
    this.outputs = [];
    this.bias = bias;
    this.activation = activation;
    this.output = 0;
    this.outputDer = 0;
    this.inputDer = 0;
    this.sum = 0;
    this.speed = 0;
  }

  update() {
    let total = this.bias;
    for (const link of this.inputs) total += link.weight * link.source.output;
    this.output = this.activation[0](total);
  }
}

const { learning_rate: rate, momentum } = about.optimizer;
const inputs = load("inputs");
const targets = load("targets");
const weights = about.sizes.slice(1).map((_, layer) => load(`w${layer + 1}`));
const biases = about.sizes.slice(1).map((_, layer) => load(`b${layer + 1}`));
let layers;

function reset() {
  layers = [Array.from({ length: about.sizes[0] }, () => new Node(0, ACTIVATIONS.identity))];
  weights.forEach((matrix, layer) => {
    const last = layer === weights.length - 1;
    const activation = ACTIVATIONS[(last ? about.output : about.hidden).toLowerCase()];
    const nodes = matrix.map((row, unit) => {
      const node = new Node(biases[layer][unit], activation);
      row.forEach((weight, from) => {
        const source = layers[layer][from];
        const link = new Link(source, node, weight);
        source.outputs.push(link);
        node.inputs.push(link);
      });
      return node;
    });
    layers.push(nodes);
  });
}

function forward(sample) {
  layers[0].forEach((node, index) => (node.output = sample[index]));
  for (let layer = 1; layer < layers.length; layer++) for (const node of layers[layer]) node.update();
}

function backward(target) {
  const last = layers[layers.length - 1];
  last.forEach((node, index) => (node.outputDer = node.output - target[index]));
  for (let layer = layers.length - 1; layer > 0; layer--) {
    for (const node of layers[layer]) {
      node.inputDer = node.outputDer * node.activation[1](node.output);
      node.sum += node.inputDer;
      for (const link of node.inputs) link.sum += node.inputDer * link.source.output;
    }
    if (layer > 1)
      for (const node of layers[layer - 1]) {
        node.outputDer = 0;
        for (const link of node.outputs) node.outputDer += link.weight * link.dest.inputDer;
      }
  }
}

function updateWeights(count) {
  for (let layer = 1; layer < layers.length; layer++)
    for (const node of layers[layer]) {
      node.speed = momentum * node.speed + node.sum / count;
      node.bias -= rate * node.speed;
      node.sum = 0;
      for (const link of node.inputs) {
        link.speed = momentum * link.speed + link.sum / count;
        link.weight -= rate * link.speed;
        link.sum = 0;
      }
    }
}

function epochs(count) {
  for (; count > 0; count--) {
    let held = 0;
    for (let sample = 0; sample < inputs.length; sample++) {
      forward(inputs[sample]);
      backward(targets[sample]);
      held++;
      if (held === about.batch || sample === inputs.length - 1) {
        updateWeights(held);
        held = 0;
      }
    }
  }
}

function loss() {
  let sum = 0;
  inputs.forEach((sample, index) => {
    forward(sample);
    layers[layers.length - 1].forEach((node, unit) => (sum += 0.5 * (node.output - targets[index][unit]) ** 2));
  });
  return sum / inputs.length;
}

reset();
console.log("ready");
let atOnce = 1;
readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const [command, number] = line.split(" ");
  if (command === "check") {
    reset();
    epochs(Number(number));
    console.log(`loss ${loss()}`);
    return;
  }
  const start = performance.now();
  let done = 0;
  for (;;) {
    const before = performance.now();
    epochs(atOnce);
    done += atOnce;
    const now = performance.now();
    if (now - start >= 1000 * Number(number)) {
      const samples = about.unit === "samples/s" ? inputs.length : 1;
      console.log(`rate ${(1000 * done * samples) / (now - start)}`);
      return;
    }
    if (now - before < 50 * Number(number)) atOnce *= 2;
  }
});
