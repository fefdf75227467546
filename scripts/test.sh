#!/usr/bin/env bash
# Sets up a fresh Debian or Ubuntu machine and runs all tests.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/system-packages.sh
[ -f "$HOME/.cargo/env" ] && . "$HOME/.cargo/env"
exec cargo test "$@"
