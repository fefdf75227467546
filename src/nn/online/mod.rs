//! Gradient descent from one sample after another ("on-line", as Rumelhart, Hinton & Williams, 1986, call it), many updates in
//! one call.
//!
//! An update of a small network takes less time than finding the way to it through the graph of layers, the objective and the
//! optimiser. Here the way is found once: the parameters are laid out in columns of as many lanes as a vector has, an update
//! follows the other, and at the end the parameters go back to their places. Sums are taken in the order in which the passes
//! take them, so the results have the same bits.
//!
//! Where something else is to be done with a gradient than to go down it, it comes alone: [`Online::gradient`].

#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

mod chain;
mod lanes;
mod link;
mod shallow;

use self::chain::Chain;
use self::link::Link;
use self::shallow::Shallow;
use super::arch::dispatch_narrow;
use super::descent::Descent;
use super::descent::Rule;
use super::loss::Loss;
use super::network::Network;
use super::real::Real;

/// The samples to learn from, over and over.
#[derive(Clone, Copy, Debug)]
pub struct Stream<'a, R> {
    /// The inputs of all samples, one sample after another.
    pub inputs: &'a [R],
    /// Their targets.
    pub targets: &'a [R],
    /// The order in which they are taken; as they lie if it is empty.
    pub order: &'a [usize],
    /// The number of samples after which they begin anew.
    pub count: usize,
    /// The place of the first.
    pub first: usize,
}

impl<R> Stream<'_, R> {
    /// The sample in a place, which moves on.
    #[inline(always)]
    fn take(&self, place: &mut usize) -> usize {
        let at = *place;
        *place = if at + 1 == self.count { 0 } else { at + 1 };
        match self.order.get(at) {
            Some(sample) => *sample,
            None => at,
        }
    }
}

/// Some updates of a network.
struct Learning<'a, N, R: 'static> {
    network: &'a mut N,
    theta: &'a mut [R],
    descent: &'a mut Descent<'a, R>,
    loss: Loss,
    stream: &'a Stream<'a, R>,
    losses: &'a mut [R],
}

/// A plain chain of small layers, ready for updates from single samples.
#[derive(Clone, Debug)]
pub struct Online<R> {
    lanes: Lanes<R>,
    /// Room for parameters that no one needs.
    moved: Vec<R>,
}

/// By the number of units of the largest layer.
#[derive(Clone, Debug)]
enum Lanes<R> {
    Four(Kind<R, 4>),
    Eight(Kind<R, 8>),
    Sixteen(Kind<R, 16>),
}

/// By the shape.
#[derive(Clone, Debug)]
enum Kind<R, const W: usize> {
    Shallow(Shallow<R, W>),
    Chain(Chain<R, W>),
}

impl<R: Real, const W: usize> Kind<R, W> {
    fn new(links: Vec<Link>) -> Self {
        match Shallow::new(&links) {
            Some(shallow) => Self::Shallow(shallow),
            None => Self::Chain(Chain::new(links)),
        }
    }
}

impl<R: Real> Online<R> {
    /// For this network, if it is a plain chain whose layers after the first have no more than 16 units.
    pub fn new(network: &Network) -> Option<Self> {
        let links = Link::of_chain(network)?;
        let largest = links.iter().map(|link| link.units).max()?;
        let lanes = match largest {
            0..=4 => Lanes::Four(Kind::new(links)),
            5..=8 => Lanes::Eight(Kind::new(links)),
            9..=16 => Lanes::Sixteen(Kind::new(links)),
            17.. => return None,
        };
        Some(Self {
            lanes,
            moved: Vec::new(),
        })
    }

    /// The loss of a sample `(inputs, targets)` and, if it is finite, its gradient.
    ///
    /// # Panics
    /// If a length does not fit the network.
    pub fn gradient(
        &mut self,
        theta: &[R],
        loss: Loss,
        (inputs, targets): (&[R], &[R]),
        gradient: &mut [R],
    ) -> R {
        let stream = Stream {
            inputs,
            targets,
            order: &[],
            count: 1,
            first: 0,
        };
        // Where nothing moved before and momentum is left out, the velocity of Nesterov's form is the gradient.
        gradient.fill(R::zero());
        let rule = Rule {
            learning_rate: R::zero(),
            momentum: R::zero(),
            nesterov: true,
        };
        let mut moved = std::mem::take(&mut self.moved);
        moved.clear();
        moved.extend_from_slice(theta);
        let mut losses = [R::zero()];
        let descent = &mut Descent {
            rule,
            gradient: &mut [],
            velocity: gradient,
        };
        self.learn(&mut moved, descent, loss, &stream, &mut losses);
        self.moved = moved;
        losses[0]
    }

    /// Takes a step of gradient descent for each sample of the stream and writes the loss before each step, until `losses` are
    /// full. Ends at a loss that is not finite, which is written too, without its step; and where the samples begin anew, for
    /// some networks always, else if a parameter is not finite then. Returns the number of steps.
    ///
    /// # Panics
    /// If a length does not fit the network.
    pub fn learn<'a>(
        &'a mut self,
        theta: &'a mut [R],
        descent: &'a mut Descent<'a, R>,
        loss: Loss,
        stream: &'a Stream<'a, R>,
        losses: &'a mut [R],
    ) -> usize {
        /// The same for each kind of network.
        macro_rules! learn {
            ($network:expr) => {
                dispatch_narrow(Learning {
                    network: $network,
                    theta,
                    descent,
                    loss,
                    stream,
                    losses,
                })
            };
        }
        match &mut self.lanes {
            Lanes::Four(Kind::Shallow(network)) => learn!(network),
            Lanes::Four(Kind::Chain(network)) => learn!(network),
            Lanes::Eight(Kind::Shallow(network)) => learn!(network),
            Lanes::Eight(Kind::Chain(network)) => learn!(network),
            Lanes::Sixteen(Kind::Shallow(network)) => learn!(network),
            Lanes::Sixteen(Kind::Chain(network)) => learn!(network),
        }
    }
}
