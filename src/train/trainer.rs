//! The trainer: network, optimiser, data and generators, generic over the number type.

use std::cell::OnceCell;
use std::sync::Arc;

use nalgebra::DMatrix;
use rand_chacha::ChaCha8Rng;

use super::change::PlannedChange;
use super::checkpoint::Checkpoint;
use super::history::History;
use super::metric::MetricValue;
use super::metric::Scores;
use super::noise::InputNoise;
use super::regularizer::Regularizer;
use super::rule::Halves;
use super::rule::Workspace;
use super::run::Outcome;
use super::run::Position;
use super::run::Run;
use super::run::SamplePass;
use super::run::StepOutcome;
use super::run::TraceRequest;
use super::samples::Samples;
use super::samples::shuffle;
use super::spec::TrainingSpec;
use super::spec::Update;
use super::steering::batch_size;
use super::steering::rates;
use super::steering::to_f64;
use super::stop::Progress;
use super::stop::StopReason;
use super::streams::Stream;
use super::trail::WeightTrail;
use super::training_curve::MeanLoss;
use crate::data::Dataset;
use crate::data::Part;
use crate::data::Precision;
use crate::nn::Network;
use crate::nn::Online;
use crate::nn::Optimizer;
use crate::nn::Plateau;
use crate::nn::Real;
use crate::nn::Start;
use crate::nn::init::initial_parameters;

pub use super::streams::Seeds;

/// Starts a run: draws the weights and records row 0.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::sync::Arc;
///
/// use deltascope::data::{DataSource, DataSpec, Dataset, Generator, SplitSpec};
/// use deltascope::nn::{
///     Activation, Initialiser, LayerSpec, Loss, Network, NetworkSpec, OptimizerSpec, OutputSpec, Schedule,
/// };
/// use deltascope::train::{Precision, Run as _, Seeds, StepOutcome, StopSpec, TrainingSpec, Update};
///
/// let generator = Generator::Xor;
/// let data = DataSpec {
///     split: SplitSpec { train: 1.0, validation: 0.0, test: 0.0, stratify: false, ..SplitSpec::default() },
///     ..DataSpec::new(DataSource::Generated(generator))
/// };
/// let dataset = Dataset::prepare(&generator.table()?, &data, 0).map_err(|problems| problems[0].clone())?;
/// let (activation, initialiser) = (Activation::Logistic, Initialiser::Uniform { range: 1.0 });
/// let spec = NetworkSpec::chain(
///     vec![LayerSpec { name: "hidden1".into(), units: 2, activation, bias: true, initialiser }],
///     OutputSpec { activation, bias: true, initialiser },
/// );
/// let network = Network::build(&spec, 2, 1).map_err(|problems| problems[0].clone())?;
/// let training = TrainingSpec {
///     loss: Loss::HalfSquaredError,
///     optimizer: OptimizerSpec::Sgd { learning_rate: 2.0, momentum: 0.0, nesterov: false },
///     schedule: Schedule::Constant,
///     update: Update::FullBatch,
///     shuffle: false,
///     regularization: Default::default(),
///     class_weights: Default::default(),
///     training_curve: Default::default(),
///     precision: Precision::F64,
///     stop: StopSpec::after_epochs(5000),
/// };
///
/// let mut run = deltascope::train::start(network, &spec.start, Arc::new(dataset), &training, Seeds::default());
/// while !matches!(run.step(&|| false), StepOutcome::Finished(_)) {}
/// let losses = run.history().table.series(0);
/// assert!(losses[5000] < losses[0]);
/// # Ok(())
/// # }
/// ```
pub fn start(
    network: Network,
    start: &Start,
    dataset: Arc<Dataset>,
    training: &TrainingSpec,
    seeds: Seeds,
) -> Box<dyn Run> {
    match training.precision {
        Precision::F32 => Box::new(Trainer::<f32>::new(
            network, start, dataset, training, seeds,
        )),
        Precision::F64 => Box::new(Trainer::<f64>::new(
            network, start, dataset, training, seeds,
        )),
    }
}

/// A run in the number type `R`.
pub(super) struct Trainer<R: Real> {
    pub(super) network: Network,
    pub(super) training: TrainingSpec,
    pub(super) dataset: Arc<Dataset>,
    pub(super) samples: Samples<R>,
    pub(super) theta: Vec<R>,
    pub(super) optimizer: Box<dyn Optimizer<R>>,
    /// The learning rate and the momentum in force.
    pub(super) rates: (f64, Option<f64>),
    /// The learning rate that the schedule multiplies.
    pub(super) base_rate: f64,
    pub(super) plateau: Plateau,
    /// The epoch that the schedule counts from.
    pub(super) schedule_start: u64,
    pub(super) progress: Option<Progress>,
    /// `‖∂E/∂θ‖` and `‖Δθ‖` of the last update where they were measured, else NaN.
    pub(super) norms: (f64, f64),
    /// Room for the parameters before an update.
    pub(super) before: Vec<R>,
    /// Penalty, limits and weight noise, if there are any.
    pub(super) regularizer: Option<Regularizer<R>>,
    /// The noise on the inputs, if there is some, and the seed of all noise.
    pub(super) noise: Option<InputNoise<R>>,
    pub(super) noise_seed: u64,
    /// The changes that the run makes by itself, and the first of them that is to come.
    pub(super) planned: Vec<PlannedChange>,
    pub(super) next_planned: usize,
    pub(super) workspace: Workspace<R>,
    /// The short way through small networks, from the first time on that it is wanted; then there may be none.
    pub(super) online: OnceCell<Option<Online<R>>>,
    /// The way by halves, likewise.
    pub(super) halves: OnceCell<Option<Halves<R>>>,
    /// The training samples in the order of this epoch; empty when they are not shuffled.
    pub(super) order: Vec<usize>,
    pub(super) generator: ChaCha8Rng,
    pub(super) batch_size: usize,
    pub(super) position: Position,
    pub(super) batch_loss: Option<f64>,
    pub(super) mean_loss: MeanLoss,
    pub(super) scores: Scores,
    pub(super) history: History,
    /// The values of the row that is being recorded.
    pub(super) row: Vec<f64>,
    pub(super) trail: WeightTrail<R>,
    /// The parameters of the best epoch; empty when the run cannot stop early.
    pub(super) best: Vec<R>,
    pub(super) outcome: Option<Outcome>,
}

impl<R: Real> Trainer<R> {
    fn new(
        network: Network,
        start: &Start,
        dataset: Arc<Dataset>,
        training: &TrainingSpec,
        seeds: Seeds,
    ) -> Self {
        let samples = Samples::new(&dataset, training);
        let mut generator = Stream::Initialisation.generator(seeds.initialisation);
        let theta: Vec<R> = initial_parameters(&network, start, &mut generator);
        let batch_size = batch_size(training.update, dataset.train);
        // The order within a full batch changes nothing but the rounding.
        let shuffled = training.shuffle && training.update != Update::FullBatch;
        let output = network.layers()[network.layers().len() - 1].activation;
        let scores = Scores::new(&dataset, output, training.loss);
        let optimizer = training.optimizer.build(&network);
        let history = History::new(super::epoch::curves(
            &dataset,
            &scores,
            training,
            &*optimizer,
        ));
        let regularization = training.regularization;
        let mut trainer = Self {
            workspace: Workspace::new(&network, &samples, batch_size, shuffled),
            online: OnceCell::new(),
            halves: OnceCell::new(),
            order: (0..if shuffled { dataset.train } else { 0 }).collect(),
            generator: Stream::Order.generator(seeds.order),
            optimizer,
            rates: rates(training.optimizer),
            regularizer: Regularizer::new(&network, regularization, seeds.noise),
            noise: InputNoise::new(regularization.input_noise, seeds.noise),
            noise_seed: seeds.noise,
            base_rate: rates(training.optimizer).0,
            plateau: Plateau::default(),
            schedule_start: 0,
            progress: None,
            planned: Vec::new(),
            next_planned: 0,
            norms: (f64::NAN, f64::NAN),
            before: theta.clone(),
            position: Position {
                updates_per_epoch: dataset.train.div_ceil(batch_size) as u64,
                ..Position::default()
            },
            row: Vec::with_capacity(history.curves.len()),
            trail: WeightTrail::new(theta.len()),
            best: (training.stop.patience).map_or_else(Vec::new, |_| theta.clone()),
            training: training.clone(),
            batch_loss: None,
            mean_loss: MeanLoss::default(),
            outcome: None,
            network,
            dataset,
            samples,
            theta,
            batch_size,
            scores,
            history,
        };
        shuffle(&mut trainer.order, &mut trainer.generator);
        trainer.follow_schedule();
        trainer.check_epoch();
        trainer
    }
}

impl<R: Real> Run for Trainer<R> {
    fn network(&self) -> &Network {
        &self.network
    }

    fn step(&mut self, interrupted: &(dyn Fn() -> bool + Sync)) -> StepOutcome {
        if let Some(outcome) = &self.outcome {
            return StepOutcome::Finished(outcome.reason);
        }
        if let Some((_, outcome)) = self.learn_by_halves(1) {
            return outcome;
        }
        let outcome = self.update(interrupted);
        if matches!(outcome, StepOutcome::Updated | StepOutcome::EpochDone) {
            self.follow_plan();
        }
        outcome
    }

    fn steps(&mut self, most: usize, interrupted: &(dyn Fn() -> bool + Sync)) -> StepOutcome {
        let mut left = most.max(1);
        loop {
            let (done, outcome) = self
                .learn_by_halves(left)
                .or_else(|| self.learn_online(left))
                .unwrap_or_else(|| (1, self.step(interrupted)));
            left -= done;
            if left == 0 || outcome != StepOutcome::Updated || interrupted() {
                return outcome;
            }
        }
    }

    fn finish(&mut self, reason: StopReason) -> Outcome {
        if let Some(outcome) = &self.outcome {
            return outcome.clone();
        }
        let note = self.kept_note(reason);
        self.conclude(reason, note)
    }

    fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    fn position(&self) -> Position {
        self.position
    }

    fn history(&self) -> &History {
        &self.history
    }

    fn trace(&mut self, request: &TraceRequest) {
        self.start_traces(request);
    }

    fn training(&self) -> &TrainingSpec {
        &self.training
    }

    fn change(&mut self, wanted: &TrainingSpec) {
        if self.outcome.is_none() {
            self.change_towards(wanted);
        }
    }

    fn plan_changes(&mut self, changes: &[PlannedChange]) {
        self.take_plan(changes);
    }

    fn rates(&self) -> (f64, Option<f64>) {
        self.rates
    }

    fn parameters(&self) -> Vec<f64> {
        to_f64(&self.theta)
    }

    fn batch_loss(&self) -> Option<f64> {
        self.batch_loss
    }

    fn sample_pass(&mut self, sample: usize) -> Option<SamplePass> {
        self.look_at(sample)
    }

    fn predict(&mut self, inputs: &DMatrix<f64>) -> DMatrix<f64> {
        self.outputs_for(inputs)
    }

    fn evaluate(&mut self, part: Part) -> Option<(f64, Vec<MetricValue>)> {
        let loss = self.measure(part, true)?;
        Some((loss, self.scores.values(part)))
    }

    fn checkpoint(&self) -> Checkpoint {
        self.to_checkpoint()
    }

    fn restore(&mut self, checkpoint: &Checkpoint) {
        self.return_to(checkpoint);
    }
}
