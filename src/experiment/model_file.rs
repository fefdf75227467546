//! Models as self-contained safetensors files.
