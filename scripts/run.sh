#!/usr/bin/env bash
# Sets up a fresh Debian or Ubuntu machine, builds Deltascope and opens its window.
# Arguments go to the program: scripts/run.sh my-table.csv
set -euo pipefail
here="$(cd "$(dirname "$0")/.." && pwd)"
"$here/scripts/system-packages.sh"
[ -f "$HOME/.cargo/env" ] && . "$HOME/.cargo/env"
exec cargo run --release --manifest-path "$here/Cargo.toml" -- "$@"
