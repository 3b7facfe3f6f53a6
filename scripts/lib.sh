# What the scripts share; sourced, never run.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
VENV=$ROOT/.venv
cd "$ROOT"

say() { printf '\n== %s\n' "$*" >&2; }
give_up() { printf '%s\n' "$@" >&2; exit 1; }

# Runs a command with the rights to install; fails where there is neither root nor a sudo that asks nothing.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo -n "$@"
  else
    return 1
  fi
}

# install_packages NAME...: Debian packages, where that can be done; fails quietly where it cannot.
install_packages() {
  command -v apt-get >/dev/null || return 1
  as_root true || return 1
  say "installing $*"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >&2 &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2
}

# unchanged STAMP FILE...: whether the stamp was made from just these files.
unchanged() {
  local stamp=$1
  shift
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(cat "$@" | sha256sum)" ]
}

stamp() {
  local stamp=$1
  shift
  cat "$@" | sha256sum >"$stamp"
}
