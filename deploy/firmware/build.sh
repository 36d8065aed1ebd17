#!/usr/bin/env bash
# Builds the Go firmware as BUILD.properties says: all of it, or the folders named, and records the
# digests. With --check it builds beside the committed files and compares.
set -euo pipefail
cd "$(dirname "$0")"

property() { sed -n "s/^$1 *= *//p" BUILD.properties; }

check=false
if [[ "${1:-}" == --check ]]; then
  check=true
  shift
fi
read -ra names <<< "${*:-$(property firmware)}"
read -ra arguments <<< "$(property arguments)"
read -ra environment <<< "$(property environment)"
wanted=$(property release)
found=$(GOTOOLCHAIN=local go env GOVERSION)
if [[ "$found" != "$wanted" ]]; then
  echo "build.sh: BUILD.properties wants $wanted, the go on PATH is $found" >&2
  exit 1
fi

built=$(mktemp)
trap 'rm -f "$built"' EXIT
for name in "${names[@]}"; do
  (cd "$name" && env "${environment[@]}" GOTOOLCHAIN=local go "${arguments[@]}" -o "$built" .)
  digest=$(sha256sum "$built" | cut -d ' ' -f 1)
  if $check; then
    cmp "$built" "$name/firmware.wasm"
    [[ "$digest" == "$(property "$name.sha256")" ]] || {
      echo "build.sh: $name: BUILD.properties has $(property "$name.sha256"), built $digest" >&2
      exit 1
    }
  else
    install -m 644 "$built" "$name/firmware.wasm"
    sed -i "/^$name\.sha256 /d" BUILD.properties
    echo "$name.sha256 = $digest" >> BUILD.properties
  fi
  echo "$name $digest"
done
