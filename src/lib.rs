//! Deltascope: a desktop workbench for error backpropagation.
//!
//! The crate is built in layers; a module uses its own layer and lower ones only (`tests/layering` checks it):
//!
//! | layer | module | what it holds |
//! |---|---|---|
//! | 0 | [`nn`] | networks and their mathematics |
//! | 0 | [`data`] | tables, columns, scaling, splitting |
//! | 1 | [`train`] | the trainer, its stops, metrics and history |
//! | 2 | [`experiment`] | the document, its check, presets, records |
//! | 3 | [`files`] | presets, tables and models on disk |
//! | 3 | [`engine`] | the training thread and its protocol |
//! | 4 | [`widgets`] | reusable painted parts |
//! | 4 | [`workbench`] | application state and commands |
//! | 5 | [`views`] | what is drawn |
//! | 5 | [`cli`] | the headless commands |
//! | 6 | [`app`] | the window: the only user of eframe and of file dialogs |

pub mod app;
pub mod cli;
pub mod data;
pub mod engine;
pub mod experiment;
pub mod files;
pub mod nn;
pub mod train;
pub mod views;
pub mod widgets;
pub mod workbench;
