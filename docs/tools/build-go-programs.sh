#!/usr/bin/env bash
# usage: build-go-programs.sh FOLDER [--check] [NAME...]
# Builds Go programs as FOLDER/BUILD.properties says, all of them or those named, and records their
# digests there. With --check it builds beside the committed files and fails unless they are equal.
set -euo pipefail
usage() { sed -n '2s/^# //p' "$0" >&2; exit 64; }
[[ $# -ge 1 && -f "$1/BUILD.properties" ]] || usage
hostless=$(cd "$(dirname "$0")/../.." && pwd)/hostless
cd "$1"
shift

property() { sed -n "s/^$1 *= *//p" BUILD.properties; }

check=false
if [[ "${1:-}" == --check ]]; then
  check=true
  shift
fi
read -ra ported <<< "$(property ported)"
read -ra names <<< "${*:-$(property programs) ${ported[*]}}"
read -ra arguments <<< "$(property arguments)"
read -ra environment <<< "$(property environment)"
output=$(property output)
wanted=$(property release)
found=$(GOTOOLCHAIN=local go env GOVERSION)
if [[ "$found" != "$wanted" ]]; then
  echo "build-go-programs: BUILD.properties wants $wanted, the go on PATH is $found" >&2
  exit 1
fi

built=$(mktemp)
trap 'rm -f "$built"' EXIT
for name in "${names[@]}"; do
  builder=(go)
  [[ " ${ported[*]} " != *" $name "* ]] || builder=("$hostless" go)
  (cd "$name" && env "${environment[@]}" GOTOOLCHAIN=local "${builder[@]}" "${arguments[@]}" -o "$built" .)
  digest=$(sha256sum "$built" | cut -d ' ' -f 1)
  if $check; then
    cmp "$built" "$name/$output"
    recorded=$(property "$name.sha256")
    if [[ "$digest" != "$recorded" ]]; then
      echo "build-go-programs: $name: BUILD.properties has $recorded, built $digest" >&2
      exit 1
    fi
  else
    install -m 644 "$built" "$name/$output"
    sed -i "/^$name\.sha256 /d" BUILD.properties
    echo "$name.sha256 = $digest" >> BUILD.properties
  fi
  echo "$name $digest"
done
