//! The data panel: where the table comes from, what its columns are used for, how it is prepared and shared out.

mod column_figures;
pub mod column_settings;
pub mod columns;
pub mod derived;
pub mod generator;
pub mod paint_window;
pub mod panel;
pub mod preview;
pub mod problems;
pub mod role_menu;
pub mod roles;
pub mod scaling;
pub mod sequence;
pub mod source;
pub mod split;
pub mod split_method;
pub mod summary;
mod table_cell;
mod table_find;
mod table_grid;
mod table_head;
mod table_head_menu;
mod table_head_paint;
mod table_rows;
mod table_state;
pub mod table_window;
mod warnings;

pub use paint_window::paint_window_ui;
pub use panel::DatasetLocal;
pub use panel::dataset_panel_ui;
pub use table_window::table_window_ui;
