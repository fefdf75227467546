//! The window: the only user of eframe and of file dialogs.
