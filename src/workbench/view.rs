//! Which views are shown and what is selected in them.

/// The panels at the sides and the tabs in the middle.
#[derive(Clone, Debug)]
pub struct ViewState {
    /// The tab of the left panel.
    pub left_tab: LeftTab,
    /// The selected layer, by its index in `input, hidden…, output`.
    pub selected_layer: Option<usize>,
    /// The row chosen for the prediction plot and the network's unit values, as a sample (column of the data set).
    pub selected_sample: usize,
    /// The traced weights, as indices of `θ`, in the order they were chosen.
    pub traced_weights: Vec<usize>,
    /// Whether the error plot's y axis is logarithmic.
    pub log_error: bool,
    /// Whether the plot of weights is shown in the lower half (else predictions).
    pub lower_plot: LowerPlot,
    /// Whether the window in which points are painted is open.
    pub painting: bool,
}

impl Default for ViewState {
    fn default() -> Self {
        Self {
            left_tab: LeftTab::default(),
            selected_layer: None,
            selected_sample: 0,
            traced_weights: Vec::new(),
            log_error: true,
            lower_plot: LowerPlot::default(),
            painting: false,
        }
    }
}

/// The tabs of the left panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LeftTab {
    /// The data set.
    #[default]
    Data,
    /// The chosen layer and the training settings.
    Training,
    /// The list of presets.
    Presets,
}

/// The plots of the lower half.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LowerPlot {
    /// Traced weights.
    #[default]
    Weights,
    /// Predicted output against target for the chosen row.
    Prediction,
    /// Accuracy or other metrics.
    Metrics,
    /// What the optimiser does.
    Optimizer,
}
