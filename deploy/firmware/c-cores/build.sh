#!/usr/bin/env bash
# Builds firmware.wasm with clang and wasm-ld (14 or later). README.md says what the options are for.
set -euo pipefail
cd "$(dirname "$0")"
exec "${CC:-clang}" --target=wasm32 -O2 -Wall -Wextra -Werror -std=c11 -ffreestanding -nostdlib \
  -matomics -mbulk-memory -mmutable-globals -ftls-model=local-exec \
  -Wl,--no-entry -Wl,--stack-first -Wl,-z,stack-size=8192 \
  -Wl,--import-memory -Wl,--shared-memory -Wl,--initial-memory=65536 -Wl,--max-memory=65536 \
  -Wl,--export=__stack_pointer \
  -o "${1:-firmware.wasm}" cores.c
