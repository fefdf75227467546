//! The views by their accessible names, without a window.

#![expect(clippy::unwrap_used, reason = "test helpers")]

mod bench;
mod bench_works;
mod dataset;
mod dialogs;
mod editor_bench;
mod edits;
mod exclusive_or;
mod export;
mod finished_run;
mod hints;
mod import;
mod layer_settings;
mod lists;
mod main_job;
mod network_editor;
mod paint;
mod plot_series;
mod plots;
mod preparation;
mod regularization;
mod table;
mod table_heads;
mod table_window;
mod toolbar;
mod training_panel;
mod window;
