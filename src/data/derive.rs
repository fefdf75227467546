//! Inputs derived from others by a formula: squares, products, sines.

use serde::Deserialize;
use serde::Serialize;

/// An input computed from numeric input columns. It is computed from their original values, missing cells filled, and
/// then scaled as inputs are (by standardising where inputs take logarithms).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Derived {
    /// `x²`
    Square(String),
    /// `x·y`
    Product(String, String),
    /// `sin x`, in radians.
    Sine(String),
    /// `cos x`, in radians.
    Cosine(String),
}

impl Derived {
    /// Its name: `x²`, `x·y`, `sin(x)`, `cos(x)`.
    ///
    /// ```
    /// use deltascope::data::Derived;
    ///
    /// assert_eq!(Derived::Product("x1".to_owned(), "x2".to_owned()).name(), "x1·x2");
    /// ```
    pub fn name(&self) -> String {
        match self {
            Self::Square(x) => format!("{x}²"),
            Self::Product(x, y) => format!("{x}·{y}"),
            Self::Sine(x) => format!("sin({x})"),
            Self::Cosine(x) => format!("cos({x})"),
        }
    }

    /// The columns that it reads; the second is the first again unless it is a product.
    pub fn columns(&self) -> [&str; 2] {
        match self {
            Self::Square(x) | Self::Sine(x) | Self::Cosine(x) => [x, x],
            Self::Product(x, y) => [x, y],
        }
    }

    /// The value for those of its columns.
    pub fn value(&self, x: f64, y: f64) -> f64 {
        match self {
            Self::Square(_) => x * x,
            Self::Product(..) => x * y,
            // The platform's own functions may differ in the last bit.
            Self::Sine(_) => libm::sin(x),
            Self::Cosine(_) => libm::cos(x),
        }
    }
}
