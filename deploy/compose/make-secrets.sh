#!/bin/sh
# Makes the secrets that are missing, below the folder given or /secrets. "show" prints the two that
# people need instead. Each lies in a folder of its own, which is mounted only where it is needed.
set -eu

root=/secrets

make() {
  file=$root/$1
  # A start that was cut off leaves no half secret: the file appears with its content.
  [ -s "$file" ] || {
    head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n' | sed "s/^/$2/" >"$file.new"
    [ "$(wc -c <"$file.new")" -ge 48 ] || { echo "cannot make $file" >&2; exit 1; }
    chmod 0444 "$file.new"
    mv "$file.new" "$file"
    echo "made $file"
  }
}

case ${1:-} in
  show)
    printf 'token for the control plane: %s\n' "$(cat "$root/operator/token")"
    printf 'password of admin in Grafana: %s\n' "$(cat "$root/grafana/password")" ;;
  '' | /*)
    root=${1:-$root}
    make database/password ''
    make operator/token op_
    make join/token join_
    make grafana/password '' ;;
  *) echo "make-secrets: wanted nothing, show or a folder, got '$1'" >&2; exit 64 ;;
esac
