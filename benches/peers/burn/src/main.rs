//! The workloads in burn on its CPU backend: tensors, automatic differentiation, gradient descent with momentum (f32 only).
//!
//! Usage: with_burn FOLDER WORKLOAD (threads by `RAYON_NUM_THREADS`)

use std::io::BufRead as _;
use std::time::Instant;

use burn::backend::Autodiff;
use burn::backend::Flex;
use burn::tensor::Tensor;
use burn::tensor::TensorData;
use burn::tensor::activation;

type Plain = Flex;
type Traced = Autodiff<Flex>;

struct Workload {
    layers: usize,
    hidden: String,
    output: String,
    cross_entropy: bool,
    batch: usize,
    learning_rate: f64,
    momentum: f64,
    work_of_an_epoch: f64,
    inputs: Tensor<Traced, 2>,
    targets: Tensor<Traced, 2>,
    start: Vec<Tensor<Plain, 2>>,
}

/// Reads a .npy file of doubles in row order; one row where it has one dimension.
fn read_npy(path: &str) -> TensorData {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let end = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let header = String::from_utf8_lossy(&bytes[10..end]);
    let shape = header.split_once("'shape': (").and_then(|(_, rest)| rest.split_once(')'));
    let shape = shape.map_or("", |(shape, _)| shape);
    let mut shape: Vec<usize> = shape.split(',').filter_map(|n| n.trim().parse().ok()).collect();
    if shape.len() == 1 {
        shape.insert(0, 1);
    }
    let numbers = bytes[end..].chunks_exact(8);
    let number = |eight: &[u8]| f64::from_le_bytes(eight.try_into().unwrap_or_default()) as f32;
    TensorData::new(numbers.map(number).collect::<Vec<f32>>(), shape)
}

fn load(folder: &str, name: &str) -> Workload {
    let text = std::fs::read_to_string(format!("{folder}/workloads.json")).unwrap_or_default();
    let all: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let all = all.as_array().cloned().unwrap_or_default();
    let about = all.iter().find(|about| about["name"] == name);
    let about = about.unwrap_or_else(|| panic!("no workload {name}"));
    let read = |part: &str| {
        read_npy(&format!("{folder}/{name}_{part}.npy"))
    };
    let layers = about["sizes"].as_array().map_or(0, Vec::len) - 1;
    let device = Default::default();
    let mut start = Vec::new();
    for layer in 1..=layers {
        start.push(Tensor::from_data(read(&format!("w{layer}")), &device));
        start.push(Tensor::from_data(read(&format!("b{layer}")), &device));
    }
    let inputs = Tensor::<Traced, 2>::from_data(read("inputs"), &device);
    let batch = about["batch"].as_u64().unwrap_or(1) as usize;
    let samples = inputs.dims()[0];
    let work_of_an_epoch = match about["unit"].as_str() {
        Some("samples/s") => samples as f64,
        Some("updates/s") => samples.div_ceil(batch) as f64,
        _ => 1.0,
    };
    Workload {
        layers,
        hidden: about["hidden"].as_str().unwrap_or_default().to_lowercase(),
        output: about["output"].as_str().unwrap_or_default().to_lowercase(),
        cross_entropy: about["loss"].as_str().is_some_and(|loss| loss.to_lowercase().contains("cross-entropy")),
        batch,
        learning_rate: about["optimizer"]["learning_rate"].as_f64().unwrap_or_default(),
        momentum: about["optimizer"]["momentum"].as_f64().unwrap_or_default(),
        work_of_an_epoch,
        targets: Tensor::from_data(read("targets"), &device),
        inputs,
        start,
    }
}

fn activate(name: &str, z: Tensor<Traced, 2>) -> Tensor<Traced, 2> {
    match name {
        "tanh" => activation::tanh(z),
        "logistic" => activation::sigmoid(z),
        "relu" => activation::relu(z),
        // The loss takes the logits of a softmax layer.
        _ => z,
    }
}

struct Run {
    theta: Vec<Tensor<Plain, 2>>,
    speed: Vec<Tensor<Plain, 2>>,
}

impl Run {
    fn new(work: &Workload) -> Self {
        Self {
            theta: work.start.clone(),
            speed: work.start.iter().map(Tensor::zeros_like).collect(),
        }
    }

    fn loss(
        work: &Workload,
        theta: &[Tensor<Traced, 2>],
        x: Tensor<Traced, 2>,
        t: Tensor<Traced, 2>,
    ) -> Tensor<Traced, 1> {
        let samples = x.dims()[0] as f64;
        let mut a = x;
        for layer in 0..work.layers {
            let (weight, bias) = (theta[2 * layer].clone(), theta[2 * layer + 1].clone());
            let name = if layer + 1 < work.layers { &work.hidden } else { &work.output };
            a = activate(name, a.matmul(weight.transpose()) + bias);
        }
        if work.cross_entropy {
            (activation::log_softmax(a, 1) * t).sum().mul_scalar(-1.0 / samples)
        } else {
            (a - t).powi_scalar(2).sum().mul_scalar(0.5 / samples)
        }
    }

    fn epochs(&mut self, work: &Workload, count: usize) {
        let samples = work.inputs.dims()[0];
        for _ in 0..count {
            for start in (0..samples).step_by(work.batch) {
                let end = samples.min(start + work.batch);
                let x = work.inputs.clone().slice([start..end]);
                let t = work.targets.clone().slice([start..end]);
                let traced = self.theta.iter().cloned();
                let traced: Vec<_> = traced.map(|p| Tensor::from_inner(p).require_grad()).collect();
                let gradients = Self::loss(work, &traced, x, t).backward();
                for (index, parameter) in traced.iter().enumerate() {
                    let Some(gradient) = parameter.grad(&gradients) else { continue };
                    let speed = self.speed[index].clone().mul_scalar(work.momentum) + gradient;
                    self.speed[index] = speed.clone();
                    self.theta[index] = self.theta[index].clone() - speed.mul_scalar(work.learning_rate);
                }
            }
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let work = load(&arguments[1], &arguments[2]);
    let mut run = Run::new(&work);
    println!("ready");
    let mut at_once = 1;
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let Some((command, number)) = line.split_once(' ') else { continue };
        let number: f64 = number.parse().unwrap_or(1.0);
        if command == "check" {
            run = Run::new(&work);
            run.epochs(&work, number as usize);
            let theta: Vec<_> = run.theta.iter().cloned().map(Tensor::from_inner).collect();
            let loss = Run::loss(&work, &theta, work.inputs.clone(), work.targets.clone());
            println!("loss {}", loss.into_scalar());
            continue;
        }
        let start = Instant::now();
        let mut done = 0;
        loop {
            let before = Instant::now();
            run.epochs(&work, at_once);
            done += at_once;
            let secs = start.elapsed().as_secs_f64();
            if secs >= number {
                println!("rate {}", done as f64 * work.work_of_an_epoch / secs);
                break;
            }
            if before.elapsed().as_secs_f64() < number / 20.0 {
                at_once *= 2;
            }
        }
    }
}
