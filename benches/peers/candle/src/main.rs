//! The workloads in candle: `Var`s, automatic differentiation, gradient descent with momentum.
//!
//! Usage: with_candle FOLDER WORKLOAD PRECISION (threads by `RAYON_NUM_THREADS`)

use std::io::BufRead as _;
use std::time::Instant;

use candle_core::DType;
use candle_core::Device;
use candle_core::Result;
use candle_core::Tensor;
use candle_core::Var;

struct Workload {
    layers: usize,
    hidden: String,
    output: String,
    cross_entropy: bool,
    batch: usize,
    learning_rate: f64,
    momentum: f64,
    work_of_an_epoch: f64,
    inputs: Tensor,
    targets: Tensor,
    start: Vec<Tensor>,
}

fn load(folder: &str, name: &str, kind: DType) -> Result<Workload> {
    let text = std::fs::read_to_string(format!("{folder}/workloads.json"))?;
    let all: serde_json::Value = serde_json::from_str(&text).map_err(candle_core::Error::wrap)?;
    let all = all.as_array().cloned().unwrap_or_default();
    let about = all.iter().find(|about| about["name"] == name);
    let about = about.ok_or_else(|| candle_core::Error::Msg(format!("no workload {name}")))?;
    let read = |part: &str| {
        Tensor::read_npy(format!("{folder}/{name}_{part}.npy"))?.to_dtype(kind)
    };
    let layers = about["sizes"].as_array().map_or(0, Vec::len) - 1;
    let mut start = Vec::new();
    for layer in 1..=layers {
        start.push(read(&format!("w{layer}"))?);
        start.push(read(&format!("b{layer}"))?);
    }
    let inputs = read("inputs")?;
    let batch = about["batch"].as_u64().unwrap_or(1) as usize;
    let samples = inputs.dim(0)?;
    let work_of_an_epoch = match about["unit"].as_str() {
        Some("samples/s") => samples as f64,
        Some("updates/s") => samples.div_ceil(batch) as f64,
        _ => 1.0,
    };
    Ok(Workload {
        layers,
        hidden: about["hidden"].as_str().unwrap_or_default().to_lowercase(),
        output: about["output"].as_str().unwrap_or_default().to_lowercase(),
        cross_entropy: about["loss"].as_str().is_some_and(|loss| loss.to_lowercase().contains("cross-entropy")),
        batch,
        learning_rate: about["optimizer"]["learning_rate"].as_f64().unwrap_or_default(),
        momentum: about["optimizer"]["momentum"].as_f64().unwrap_or_default(),
        work_of_an_epoch,
        targets: read("targets")?,
        inputs,
        start,
    })
}

fn activate(name: &str, z: &Tensor) -> Result<Tensor> {
    match name {
        "tanh" => z.tanh(),
        "logistic" => candle_nn::ops::sigmoid(z),
        "relu" => z.relu(),
        // The loss takes the logits of a softmax layer.
        _ => Ok(z.clone()),
    }
}

struct Run {
    theta: Vec<Var>,
    speed: Vec<Tensor>,
}

impl Run {
    fn new(work: &Workload) -> Result<Self> {
        Ok(Self {
            theta: work.start.iter().map(Var::from_tensor).collect::<Result<_>>()?,
            speed: work.start.iter().map(Tensor::zeros_like).collect::<Result<_>>()?,
        })
    }

    fn loss(&self, work: &Workload, x: &Tensor, t: &Tensor) -> Result<Tensor> {
        let mut a = x.clone();
        for layer in 0..work.layers {
            let (weight, bias) = (&self.theta[2 * layer], &self.theta[2 * layer + 1]);
            let z = a.matmul(&weight.t()?)?.broadcast_add(bias)?;
            let name = if layer + 1 < work.layers { &work.hidden } else { &work.output };
            a = activate(name, &z)?;
        }
        let samples = x.dim(0)? as f64;
        if work.cross_entropy {
            let logs = candle_nn::ops::log_softmax(&a, 1)?;
            (logs * t)?.sum_all()?.affine(-1.0 / samples, 0.0)
        } else {
            (a - t)?.sqr()?.sum_all()?.affine(0.5 / samples, 0.0)
        }
    }

    fn epochs(&mut self, work: &Workload, count: usize) -> Result<()> {
        let samples = work.inputs.dim(0)?;
        for _ in 0..count {
            for start in (0..samples).step_by(work.batch) {
                let length = work.batch.min(samples - start);
                let x = work.inputs.narrow(0, start, length)?;
                let t = work.targets.narrow(0, start, length)?;
                let gradients = self.loss(work, &x, &t)?.backward()?;
                for (parameter, speed) in self.theta.iter().zip(&mut self.speed) {
                    if let Some(gradient) = gradients.get(parameter) {
                        *speed = (speed.affine(work.momentum, 0.0)? + gradient)?;
                        parameter.set(&(parameter.as_tensor() - speed.affine(work.learning_rate, 0.0)?)?)?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let kind = if arguments[3] == "f32" { DType::F32 } else { DType::F64 };
    let work = load(&arguments[1], &arguments[2], kind)?;
    let (inputs, targets) = (work.inputs.to_device(&Device::Cpu)?, work.targets.clone());
    let mut run = Run::new(&work)?;
    println!("ready");
    let mut at_once = 1;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let Some((command, number)) = line.split_once(' ') else { continue };
        let number: f64 = number.parse().unwrap_or(1.0);
        if command == "check" {
            run = Run::new(&work)?;
            run.epochs(&work, number as usize)?;
            let loss = run.loss(&work, &inputs, &targets)?.to_dtype(DType::F64)?;
            println!("loss {}", loss.to_scalar::<f64>()?);
            continue;
        }
        let start = Instant::now();
        let mut done = 0;
        loop {
            let before = Instant::now();
            run.epochs(&work, at_once)?;
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
    Ok(())
}
