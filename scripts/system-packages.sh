#!/usr/bin/env bash
# Installs the system packages that Deltascope needs on Debian and Ubuntu.
#   scripts/system-packages.sh          what it takes to build and to open the window
#   scripts/system-packages.sh --smoke  also what the window test needs: a virtual display and a hand on the mouse
set -euo pipefail

build=(gcc libc6-dev ca-certificates curl)
# The window library loads these while running; the binary itself links only libc and libm.
window=(libx11-6 libxcursor1 libxi6 libx11-xcb1 libxkbcommon-x11-0 libgl1)
smoke=(xvfb openbox xdotool imagemagick)

wanted=("${build[@]}" "${window[@]}")
if [ "${1:-}" = "--smoke" ]; then
  wanted+=("${smoke[@]}")
fi

missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

# The file dialogs come from the desktop's portal, or from zenity where there is none; without both, the window asks
# for a path itself. They are not installed here: a desktop has them already.

if ! command -v cargo >/dev/null; then
  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal
fi
