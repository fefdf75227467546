#!/usr/bin/env bash
# Smoke run of the release binary: trains a preset without a window, then opens the window on a virtual display with a
# table given as an argument, and closes it as a person would. Needs `scripts/system-packages.sh --smoke`.
set -euo pipefail
cd "$(dirname "$0")/.."
binary=target/release/deltascope
scratch="$(mktemp -d)"
log="$scratch/window.log"
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$scratch"
}
trap finish EXIT

echo "== headless"
"$binary" train xor --quiet --out "$scratch/xor" | tee "$scratch/train.txt"
grep -q '^finished: reason=' "$scratch/train.txt"
for file in experiment.ron history.csv model.safetensors predictions.csv; do
  [ -s "$scratch/xor/$file" ] || { echo "missing $file"; exit 1; }
done

echo "== size"
bytes=$(stat -c %s "$binary")
echo "binary: $((bytes / 1000000)) MB"
[ "$bytes" -lt 40000000 ] || { echo "the binary is over 40 MB"; exit 1; }

echo "== window"
printf 'x,y,class\n0,0,a\n0,1,b\n1,0,b\n1,1,a\n0.1,0.2,a\n0.9,0.1,b\n' > "$scratch/table.csv"
display=":$((90 + RANDOM % 400))"
Xvfb "$display" -screen 0 1280x800x24 -nolisten tcp >/dev/null 2>&1 &
pids+=($!)
export DISPLAY="$display" XDG_RUNTIME_DIR="$scratch" XDG_DATA_HOME="$scratch/data" XDG_CONFIG_HOME="$scratch/config"
for _ in $(seq 100); do xdotool getdisplaygeometry >/dev/null 2>&1 && break; sleep 0.1; done
openbox >/dev/null 2>&1 &
pids+=($!)
# A window that opens while the window manager is still starting may be lost to it.
for _ in $(seq 100); do xdotool get_num_desktops >/dev/null 2>&1 && break; sleep 0.1; done
started=$(date +%s%N)
"$binary" "$scratch/table.csv" >"$log" 2>&1 &
window_pid=$!
pids+=("$window_pid")
window=""
for _ in $(seq 300); do
  window="$(xdotool search --onlyvisible --name Deltascope 2>/dev/null | tail -n 1 || true)"
  [ -n "$window" ] && break
  kill -0 "$window_pid" 2>/dev/null || { echo "the window process ended early"; cat "$log"; exit 1; }
  sleep 0.1
done
if [ -z "$window" ]; then
  echo "no window appeared; the display has these:"
  for other in $(xdotool search --name '.*' 2>/dev/null); do xdotool getwindowname "$other"; done
  cat "$log"
  exit 1
fi
echo "window after $((($(date +%s%N) - started) / 1000000)) ms"
# The picture has more than a few colours only once the first frame was drawn.
for _ in $(seq 100); do
  colours="$(import -window root -depth 8 -format %k info: 2>/dev/null || echo 0)"
  [ "$colours" -gt 40 ] && break
  sleep 0.1
done
[ "$colours" -gt 40 ] || { echo "the window stayed blank"; cat "$log"; exit 1; }
if [ -n "${SMOKE_SCREENSHOT:-}" ]; then import -window root "$SMOKE_SCREENSHOT"; fi
# Alt+F4 is the window manager's own way to ask a window to close.
xdotool windowactivate --sync "$window" key alt+F4
for _ in $(seq 100); do
  kill -0 "$window_pid" 2>/dev/null || break
  sleep 0.1
done
if kill -0 "$window_pid" 2>/dev/null; then echo "the window did not close"; cat "$log"; exit 1; fi
if wait "$window_pid"; then code=0; else code=$?; fi
if grep -q 'panicked' "$log"; then echo "a panic:"; cat "$log"; exit 1; fi
[ "$code" -eq 0 ] || { echo "the window closed with exit code $code"; cat "$log"; exit 1; }
echo "smoke run passed"
