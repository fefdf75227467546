//! Reusable painted parts; they know nothing of the application.

pub mod chart;
mod chart_paint;
mod chart_view;
pub mod chip;
pub mod choice;
pub mod elided;
pub mod field;
pub mod formula;
pub mod function_plot;
pub mod hint;
pub mod histogram;
pub mod icon_button;
pub mod legend;
pub mod pager;
pub mod plot_series;
pub mod primary_button;
pub mod problem_mark;
pub mod real_input;
pub mod scale;
pub mod scroll_bar;
pub mod section;
pub mod segments;
pub mod share_bar;
pub mod spark_plot;
pub mod tokens;
