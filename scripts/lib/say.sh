# shellcheck shell=bash
# How the scripts talk: to stderr, a heading for each step, plain without a terminal.

if [ -t 2 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$'\033[1m' plain=$'\033[0m'
else
  bold='' plain=''
fi

# say WORDS…: a heading.
say() { printf '%s==> %s%s\n' "$bold" "$*" "$plain" >&2; }

# note WORDS…: a line under it.
note() { printf '    %s\n' "$*" >&2; }

# fail WORDS…: the last thing said.
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# help_of SCRIPT: the comment at its top, which is its help text.
help_of() { sed -n '2,/^$/s/^# \{0,1\}//p' "$1"; }
