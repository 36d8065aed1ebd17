#!/usr/bin/env bash
# Builds metal.wasm with clang and wasm-ld (14 or later); one page of memory.
set -euo pipefail
cd "$(dirname "$0")"
exec "${CC:-clang}" --target=wasm32 -O2 -Wall -Wextra -Werror -std=c11 -ffreestanding -nostdlib \
  -Xclang -disable-red-zone \
  -Wl,--no-entry -Wl,--stack-first -Wl,-z,stack-size=8192 -Wl,--initial-memory=65536 \
  -o "${1:-metal.wasm}" metal.c
