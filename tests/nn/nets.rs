//! Chains, objectives over fixed batches and training loops in a few lines.

use deltascope::nn::Activation;
use deltascope::nn::FisherMatrix;
use deltascope::nn::Initialiser;
use deltascope::nn::Interrupted;
use deltascope::nn::Jacobian;
use deltascope::nn::KroneckerFactors;
use deltascope::nn::LayerSpec;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::nn::NetworkSpec;
use deltascope::nn::Objective;
use deltascope::nn::OutputSpec;
use deltascope::nn::Trace;
use deltascope::nn::pass;
use nalgebra::DMatrix;

/// A chain with these layer sizes, the input's included, and one activation for each layer after it.
pub fn chain(sizes: &[usize], activations: &[Activation], bias: bool) -> Network {
    let (inputs, outputs) = (sizes[0], sizes[sizes.len() - 1]);
    Network::build(&chain_spec(sizes, activations, bias), inputs, outputs).unwrap()
}

/// The spec of [`chain`].
pub fn chain_spec(sizes: &[usize], activations: &[Activation], bias: bool) -> NetworkSpec {
    assert_eq!(sizes.len(), activations.len() + 1, "one activation a layer");
    let hidden = 1..sizes.len() - 1;
    let hidden = hidden.map(|layer| LayerSpec {
        name: format!("hidden{layer}"),
        units: sizes[layer],
        activation: activations[layer - 1],
        bias,
        initialiser: Initialiser::XavierUniform,
    });
    let output = OutputSpec {
        activation: activations[activations.len() - 1],
        bias,
        initialiser: Initialiser::XavierUniform,
    };
    NetworkSpec::chain(hidden.collect(), output)
}

/// A matrix from rows of numbers.
pub fn matrix(rows: &[&[f64]]) -> DMatrix<f64> {
    DMatrix::from_fn(rows.len(), rows[0].len(), |i, j| rows[i][j])
}

/// The loss of a network over one fixed batch, as a function of `θ`.
pub struct Batch<'a> {
    pub network: &'a Network,
    pub loss: Loss,
    pub inputs: DMatrix<f64>,
    pub targets: DMatrix<f64>,
    /// 1 for the mean over the samples, their number for the sum.
    pub scale: f64,
    pub trace: Trace<f64>,
}

impl<'a> Batch<'a> {
    pub fn new(
        network: &'a Network,
        loss: Loss,
        inputs: &DMatrix<f64>,
        targets: &DMatrix<f64>,
    ) -> Self {
        Self {
            network,
            loss,
            inputs: inputs.clone(),
            targets: targets.clone(),
            scale: 1.0,
            trace: Trace::new(network, inputs.ncols()),
        }
    }

    /// The sum over the samples instead of their mean.
    pub fn summed(mut self) -> Self {
        self.scale = self.inputs.ncols() as f64;
        self
    }

    /// One sample of the batch.
    pub fn sample(&self, sample: usize) -> Self {
        Self {
            network: self.network,
            loss: self.loss,
            inputs: self.inputs.columns(sample, 1).into_owned(),
            targets: self.targets.columns(sample, 1).into_owned(),
            scale: 1.0,
            trace: Trace::new(self.network, 1),
        }
    }

    /// The loss and `∂E/∂θ`.
    pub fn loss_and_gradient(&mut self, theta: &[f64]) -> (f64, Vec<f64>) {
        let mut gradient = vec![0.0; theta.len()];
        let loss = self.gradient(theta, &mut gradient).unwrap();
        (loss, gradient)
    }

    /// The outputs `[out × n]`.
    pub fn outputs(&mut self, theta: &[f64]) -> DMatrix<f64> {
        pass::forward(self.network, theta, self.inputs.as_view(), &mut self.trace);
        self.trace.output(self.network.output_layer()).into_owned()
    }

    /// The largest `|Y − T|`.
    pub fn largest_error(&mut self, theta: &[f64]) -> f64 {
        (self.outputs(theta) - &self.targets).amax()
    }
}

impl Objective<f64> for Batch<'_> {
    fn gradient(&mut self, theta: &[f64], gradient: &mut [f64]) -> Result<f64, Interrupted> {
        gradient.fill(0.0);
        pass::forward(self.network, theta, self.inputs.as_view(), &mut self.trace);
        pass::backward(
            self.network,
            theta,
            self.loss,
            self.targets.as_view(),
            self.scale,
            &mut self.trace,
            gradient,
        );
        let loss = pass::loss(self.network, self.loss, self.targets.as_view(), &self.trace);
        Ok(self.scale * loss)
    }

    fn loss_at(&mut self, theta: &[f64]) -> Result<f64, Interrupted> {
        pass::forward(self.network, theta, self.inputs.as_view(), &mut self.trace);
        let loss = pass::loss(self.network, self.loss, self.targets.as_view(), &self.trace);
        Ok(self.scale * loss)
    }

    fn normal_equations(
        &mut self,
        theta: &[f64],
        matrix: &mut [f64],
        vector: &mut [f64],
    ) -> Result<f64, Interrupted> {
        matrix.fill(0.0);
        vector.fill(0.0);
        let loss = self.loss_at(theta)?;
        Jacobian::default().add_normal_equations(
            self.network,
            theta,
            (self.targets.as_view(), &[]),
            &mut self.trace,
            (&mut *matrix, vector),
        );
        // Only the lower triangle is computed.
        for column in 1..theta.len() {
            for row in 0..column {
                matrix[column * theta.len() + row] = matrix[row * theta.len() + column];
            }
        }
        Ok(loss)
    }

    fn squares(&self) -> (usize, f64) {
        let samples = self.inputs.ncols();
        let count = samples * self.network.output_units();
        let half = 2.0 * samples as f64;
        (
            count,
            if self.loss == Loss::MeanSquaredError {
                count as f64
            } else {
                half
            } / self.scale,
        )
    }

    fn fisher(
        &mut self,
        theta: &[f64],
        matrix: &mut [f64],
        gradient: &mut [f64],
    ) -> Result<f64, Interrupted> {
        matrix.fill(0.0);
        let loss = self.gradient(theta, gradient)?;
        let share = self.scale / self.inputs.ncols() as f64;
        let trace = &mut self.trace;
        FisherMatrix::default().add(self.network, theta, self.loss, (share, &[]), trace, matrix);
        Ok(loss)
    }

    fn kronecker_factors(
        &mut self,
        theta: &[f64],
        factors: &mut KroneckerFactors<f64>,
        gradient: &mut [f64],
    ) -> Result<f64, Interrupted> {
        let loss = self.gradient(theta, gradient)?;
        let share = self.scale / self.inputs.ncols() as f64;
        factors.add(
            self.network,
            theta,
            self.loss,
            (share, &[]),
            &mut self.trace,
        );
        Ok(loss)
    }

    fn fisher_forms(
        &mut self,
        theta: &[f64],
        directions: (&[f64], &[f64]),
    ) -> Result<[f64; 3], Interrupted> {
        self.loss_at(theta)?;
        let share = self.scale / self.inputs.ncols() as f64;
        let mut forms = [0.0; 3];
        let scaled = (share, [].as_slice(), &mut self.trace);
        let mut room = FisherMatrix::default();
        room.add_forms(
            self.network,
            theta,
            self.loss,
            scaled,
            directions,
            &mut forms,
        );
        Ok(forms)
    }
}

/// `‖a − b‖ / (‖a‖ + ‖b‖)`.
pub fn relative_error(a: &[f64], b: &[f64]) -> f64 {
    let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|v| v * v).sum::<f64>().sqrt();
    let off = norm(&mut a.iter().zip(b).map(|(a, b)| a - b));
    let size = norm(&mut a.iter().copied()) + norm(&mut b.iter().copied());
    if off == 0.0 { 0.0 } else { off / size }
}
