# shellcheck shell=bash
# The Rust toolchain: finds one that is new enough, or has rustup install it.

# Makes sure of a cargo that can build this.
need_rust() {
  local wanted
  wanted=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)
  # A fresh rustup is not on the PATH of a shell that is already open.
  PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
  if ! rust_is_at_least "$wanted"; then
    install_rust "$wanted"
  fi
}

rust_is_at_least() {
  local found
  command -v cargo >/dev/null || return 1
  found=$(rustc --version 2>/dev/null | cut -d ' ' -f 2)
  [ -n "$found" ] || return 1
  [ "$(printf '%s\n%s\n' "$1" "$found" | sort -t . -k 1,1n -k 2,2n | sed -n 1p)" = "$1" ]
}

install_rust() {
  if command -v rustup >/dev/null; then
    say "Installing the current Rust through rustup: this needs Rust $1 or newer"
    # For these scripts only: which toolchain is the default stays the user's choice.
    export RUSTUP_TOOLCHAIN=stable
    rustup toolchain install stable --profile minimal >&2 || fail 'rustup could not install the stable toolchain'
  else
    say "Installing Rust with rustup: this needs Rust $1 or newer"
    # An older Rust of the distribution may stay; ours comes first for these scripts.
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs |
      RUSTUP_INIT_SKIP_PATH_CHECK=yes sh -s -- -y --profile minimal >&2 ||
      fail "Rust could not be installed; install Rust $1 or newer as https://rustup.rs says, then run this again"
    PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
    hash -r
  fi
  rust_is_at_least "$1" || fail "the Rust that was installed is older than $1"
}

# need_component NAME: clippy or rustfmt.
need_component() {
  local command=$1
  if [ "$command" = rustfmt ]; then command=fmt; fi
  if ! cargo "$command" --version >/dev/null 2>&1; then
    command -v rustup >/dev/null || fail "cargo has no \`$command\`: install $1 from where your Rust came from"
    say "Adding $1 to the Rust toolchain"
    rustup component add "$1" >&2 || fail "rustup could not add $1"
  fi
}
