#!/usr/bin/env bash
# Builds each kernel to NAME.wasm with clang and wasm-ld (14 or later).
set -euo pipefail
cd "$(dirname "$0")"
for source in *.c; do
  "${CC:-clang}" --target=wasm32 -O2 -Wall -Wextra -Werror -std=c11 -ffreestanding -nostdlib \
    -mbulk-memory -msign-ext -mnontrapping-fptoint -Xclang -disable-red-zone \
    -Wl,--no-entry -Wl,--stack-first -Wl,-z,stack-size=65536 \
    -o "${source%.c}.wasm" "$source"
  chmod 644 "${source%.c}.wasm"
done
