//! The network editor: the document's network as layers of units, drawn and changed by mouse and keyboard.
//!
//! | file | what it holds |
//! |---|---|
//! | `editor` | the whole view and what it remembers |
//! | `diagram`, `names` | what is drawn: the document's network with the running one's values |
//! | `geometry`, `links`, `target` | pure: positions, paths, and what lies under the pointer |
//! | `canvas` | the drawing, pointer and keyboard |
//! | `paint_links`, `paint_units`, `headers`, `layer_card`, `card`, `text` | how its parts look |
//! | `nodes` | accessible names of painted parts |
//! | `bar`, `inspector`, `connections` | the line above, the settings of a layer |

mod bar;
mod canvas;
mod card;
mod connections;
mod diagram;
mod editor;
mod geometry;
mod headers;
mod inspector;
mod layer_card;
mod links;
mod names;
mod nodes;
mod paint_links;
mod paint_units;
mod target;
mod text;

pub use editor::NetworkEditorLocal;
pub use editor::network_editor_ui;
