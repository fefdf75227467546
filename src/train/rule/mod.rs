//! Training rules: how the error reaches every weight. One file each.
