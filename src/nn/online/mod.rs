//! Gradient descent from one sample after another ("on-line", as Rumelhart, Hinton & Williams, 1986, call it), many updates in
//! one call.
//!
//! An update of a small network takes less time than finding the way to it through the graph of layers, the objective and the
//! optimiser. Here the way is found once: the parameters are laid out in columns of as many lanes as a vector has, an update
//! follows the other, and at the end the parameters go back to their places. Sums are taken in the order in which the passes
//! take them, so the results have the same bits.

mod chain;
mod link;

pub use chain::Stream;

use self::chain::Chain;
use self::chain::Learning;
use self::link::Link;
use super::arch::dispatch;
use super::loss::Loss;
use super::network::Network;
use super::optimizer::Descent;
use super::real::Real;

/// A plain chain of small layers, ready for updates from single samples.
#[derive(Clone, Debug)]
pub struct Online<R>(Lanes<R>);

/// By the number of units of the largest layer.
#[derive(Clone, Debug)]
enum Lanes<R> {
    Four(Chain<R, 4>),
    Eight(Chain<R, 8>),
    Sixteen(Chain<R, 16>),
}

impl<R: Real> Online<R> {
    /// For this network, if it is a plain chain whose layers after the first have no more than 16 units.
    pub fn new(network: &Network) -> Option<Self> {
        let links = Link::of_chain(network)?;
        let largest = links.iter().map(|link| link.units).max()?;
        let lanes = match largest {
            0..=4 => Lanes::Four(Chain::new(links)),
            5..=8 => Lanes::Eight(Chain::new(links)),
            9..=16 => Lanes::Sixteen(Chain::new(links)),
            17.. => return None,
        };
        Some(Self(lanes))
    }

    /// Takes a step of gradient descent for each sample of the stream and writes the loss before each step, until `losses` are
    /// full. Ends at a loss that is not finite, which is written too, without its step. Returns the number of steps.
    ///
    /// # Panics
    /// If a length does not fit the network, or the stream is shorter than the losses.
    pub fn learn(
        &mut self,
        theta: &mut [R],
        descent: Descent<'_, R>,
        loss: Loss,
        stream: Stream<'_, R>,
        losses: &mut [R],
    ) -> usize {
        /// The same for each number of lanes.
        macro_rules! learn {
            ($chain:expr) => {
                dispatch(Learning {
                    chain: $chain,
                    theta,
                    descent,
                    loss,
                    stream,
                    losses,
                })
            };
        }
        match &mut self.0 {
            Lanes::Four(chain) => learn!(chain),
            Lanes::Eight(chain) => learn!(chain),
            Lanes::Sixteen(chain) => learn!(chain),
        }
    }
}
