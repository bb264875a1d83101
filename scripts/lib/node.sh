# shellcheck shell=bash
# Node and npm, for the editor's extension: finds them, or installs them through apt.

oldest_node=18

# Makes sure of a node that is new enough, or says how to get one and stops.
need_node() {
  if ! has_node && command -v apt-get >/dev/null && as_root true 2>/dev/null; then
    say 'Installing node and npm with apt, which may take a few minutes'
    as_root apt-get update -q >&2 || note 'apt-get update failed; going on with the lists that are there'
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends nodejs npm >&2 || true
  fi
  has_node || fail "node $oldest_node or newer and npm are missing: install them (nodejs and npm on Debian, node with Homebrew)"
}

has_node() {
  local version
  command -v npm >/dev/null || return 1
  version=$(node --version 2>/dev/null) || return 1
  version=${version#v}
  [ "${version%%.*}" -ge "$oldest_node" ]
}
