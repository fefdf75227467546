//! The workloads as files, for other programs: for each `<name>_inputs.npy` and `<name>_targets.npy` `[samples × values]`,
//! `<name>_w<layer>.npy` `[out × in]` and `<name>_b<layer>.npy` `[out]` with the weights at the start, all `f64` row by row;
//! and `workloads.json` with the settings. Batches take the samples in their order; the last of an epoch may be shorter.

use std::fs::File;
use std::io::BufWriter;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use deltascope::train::Precision;
use serde_json::json;

use super::workloads::LEVENBERG_MARQUARDT;
use super::workloads::MOMENTUM;
use super::workloads::Unit;
use super::workloads::Workload;

/// Writes these workloads to a folder.
pub fn export<'a>(
    folder: &Path,
    workloads: impl Iterator<Item = &'a Workload>,
) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut entries = Vec::new();
    for workload in workloads {
        let name = workload.name;
        let data = Arc::new((workload.data)());
        let (features, samples) = data.inputs.shape();
        let write = |what: &str, shape: &[usize], values: &[f64]| {
            write_npy(&folder.join(format!("{name}_{what}.npy")), shape, values)
        };
        // A sample is a column here, so that the memory holds the transpose by rows.
        write(
            "inputs",
            &[samples, features],
            data.inputs.to_matrix().as_slice(),
        )?;
        write(
            "targets",
            &[samples, data.targets.nrows()],
            data.targets.as_slice(),
        )?;
        let run = workload.start(&data, Precision::F64);
        let (theta, network) = (run.parameters(), run.network());
        for (index, connection) in network.connections().iter().enumerate() {
            let (rows, columns) = (
                network.layers()[connection.to].units,
                network.layers()[connection.from].units,
            );
            let weights = &theta[network.layout().weights(index)];
            let by_rows = (0..rows * columns).map(|place| {
                let (row, column) = (place / columns, place % columns);
                weights[column * rows + row]
            });
            let layer = connection.to;
            write(
                &format!("w{layer}"),
                &[rows, columns],
                &by_rows.collect::<Vec<_>>(),
            )?;
            write(
                &format!("b{layer}"),
                &[rows],
                &theta[network.layout().biases(layer)],
            )?;
        }
        let optimizer = if workload.unit == Unit::Steps {
            json!({ "levenberg_marquardt": LEVENBERG_MARQUARDT.parameters().iter()
                .map(|parameter| parameter.value).collect::<Vec<_>>(),
                "order": ["mu", "decrease", "increase", "largest"] })
        } else {
            json!({ "learning_rate": workload.learning_rate, "momentum": MOMENTUM })
        };
        entries.push(json!({
            "name": name,
            "sizes": workload.sizes,
            "hidden": workload.hidden.name(),
            "output": workload.output.name(),
            "loss": workload.loss.name(),
            "loss_formula": workload.loss.formula(),
            "optimizer": optimizer,
            "batch": workload.batch(samples),
            "samples": samples,
            "precisions": workload.precisions.iter().map(|precision| word(*precision))
                .collect::<Vec<_>>(),
            "unit": workload.unit.name(),
            "compared_epochs": workload.compared_epochs,
        }));
    }
    let file = BufWriter::new(File::create(folder.join("workloads.json"))?);
    serde_json::to_writer_pretty(file, &entries)?;
    Ok(())
}

/// `f32` or `f64`.
pub fn word(precision: Precision) -> &'static str {
    match precision {
        Precision::F32 => "f32",
        Precision::F64 => "f64",
    }
}

/// An array by rows in the format of `NumPy`, version 1.0.
fn write_npy(path: &Path, shape: &[usize], values: &[f64]) -> std::io::Result<()> {
    let sizes: Vec<String> = shape.iter().map(|size| format!("{size},")).collect();
    let mut header = format!(
        "{{'descr': '<f8', 'fortran_order': False, 'shape': ({}), }}",
        sizes.join(" ")
    );
    // Magic, version and length take 10 bytes; the numbers begin at a multiple of 64.
    let padding = 64 - (10 + header.len() + 1) % 64;
    header.extend(std::iter::repeat_n(' ', padding % 64));
    header.push('\n');
    let mut file = BufWriter::new(File::create(path)?);
    file.write_all(b"\x93NUMPY\x01\x00")?;
    file.write_all(&(header.len() as u16).to_le_bytes())?;
    file.write_all(header.as_bytes())?;
    for value in values {
        file.write_all(&value.to_le_bytes())?;
    }
    file.flush()
}
