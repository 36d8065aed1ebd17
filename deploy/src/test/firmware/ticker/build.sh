#!/usr/bin/env bash
# Builds firmware.wasm with clang and wasm-ld (14 or later).
set -euo pipefail
cd "$(dirname "$0")"
exec "${CC:-clang}" --target=wasm32 -O2 -Wall -Wextra -Werror -std=c11 -ffreestanding -nostdlib \
  -I ../../../../../go-gc/c -Wl,--no-entry -Wl,--stack-first -Wl,-z,stack-size=8192 \
  -o "${1:-firmware.wasm}" ticker.c
