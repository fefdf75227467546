//! What a finished run leaves behind: history, predictions.
