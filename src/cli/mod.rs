//! The headless commands: the same experiment without a window, to the same bits.
