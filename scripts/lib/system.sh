# shellcheck shell=bash
# What the build needs from the system: a C compiler, FFmpeg's libraries, libclang, ffmpeg itself.
#
# Looks for the things, not for packages, so that any distribution will do and a
# machine that has everything is left alone.

ffmpeg_libraries='libavcodec libavformat libavutil libswscale libavfilter'

# Makes sure that everything is there, or says how to get it and stops.
need_system() {
  local missing
  missing=$(missing_from_system)
  if [ -n "$missing" ]; then
    say "Missing on this system: $missing"
    if command -v apt-get >/dev/null && as_root true 2>/dev/null; then
      install_with_apt
      missing=$(missing_from_system)
    fi
    if [ -n "$missing" ]; then
      print_install_lines
      fail "this has to be installed first: $missing"
    fi
  fi
  # On macOS bindgen does not look where Homebrew and Xcode keep libclang.
  if [ "$(uname)" = Darwin ] && [ -z "${LIBCLANG_PATH:-}" ]; then
    LIBCLANG_PATH=$(dirname "$(find_libclang)")
    export LIBCLANG_PATH
  fi
}

# Prints what is not there, in words, separated by commas.
missing_from_system() {
  local missing='' tool library
  for tool in cc pkg-config ffmpeg ffprobe curl git; do
    command -v "$tool" >/dev/null || missing="$missing, $tool"
  done
  for library in $ffmpeg_libraries; do
    pkg-config --exists "$library" 2>/dev/null || missing="$missing, $library"
  done
  [ -n "$(find_libclang)" ] || missing="$missing, libclang"
  find_clang_headers || missing="$missing, libclang's headers"
  printf '%s' "${missing#, }"
}

# Prints the path of a libclang, if there is one.
find_libclang() {
  local folder file
  for folder in "${LIBCLANG_PATH:-}" /usr/lib/llvm-*/lib /usr/lib/*-linux-gnu /usr/lib64 /usr/lib /usr/lib64/llvm*/lib64 \
    /usr/local/lib /opt/homebrew/opt/llvm/lib /usr/local/opt/llvm/lib \
    /Library/Developer/CommandLineTools/usr/lib /Applications/Xcode.app/Contents/Developer/Toolchains/XcodeDefault.xctoolchain/usr/lib; do
    for file in "$folder"/libclang.so* "$folder"/libclang-*.so* "$folder"/libclang.dylib; do
      if [ -f "$file" ]; then
        printf '%s' "$file"
        return
      fi
    done
  done
}

# Whether the headers that belong to libclang are there: without them bindgen finds no limits.h.
find_clang_headers() {
  local folder libclang
  libclang=$(find_libclang)
  for folder in "${libclang%/*}"/clang/* /usr/lib/llvm-*/lib/clang/* /usr/lib/clang/* /usr/lib64/clang/*; do
    [ -f "$folder/include/limits.h" ] && return 0
  done
  return 1
}

# as_root COMMAND…: runs it as root if that needs no password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

install_with_apt() {
  local log
  log=$(mktemp)
  say 'Installing it with apt, which may take a few minutes'
  as_root apt-get update -q >"$log" 2>&1 || note 'apt-get update failed; going on with the lists that are there'
  # One package a word.
  # shellcheck disable=SC2046
  if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $(apt_packages) >>"$log" 2>&1; then
    note 'apt-get install failed; it said last:'
    tail -n 15 "$log" >&2
  fi
  rm -f "$log"
}

apt_packages() {
  printf '%s ' gcc libc6-dev pkg-config libavcodec-dev libavformat-dev libavutil-dev libswscale-dev libavfilter-dev \
    ffmpeg curl ca-certificates git
  apt_clang_packages
}

# libclang's packages carry its version in their names: the release's own version, else the newest.
apt_clang_packages() {
  local version
  version=$(apt-cache depends libclang-dev 2>/dev/null | sed -n 's/.*Depends: libclang-\([0-9]*\)-dev$/\1/p' | sed -n 1p)
  if [ -z "$version" ]; then
    version=$(apt-cache pkgnames libclang-common- 2>/dev/null | sed -n 's/^libclang-common-\([0-9]*\)-dev$/\1/p' | sort -n | tail -n 1)
  fi
  if [ -n "$version" ]; then
    printf '%s ' "libclang1-$version" "libclang-common-$version-dev"
  else
    printf 'libclang-dev '
  fi
}

print_install_lines() {
  local clang
  clang='libclang-dev'
  if command -v apt-cache >/dev/null; then clang=$(apt_clang_packages); fi
  cat >&2 <<END

Install what is missing with the line for your system, then run this again.

Debian, Ubuntu:
  sudo apt-get update && sudo apt-get install -y --no-install-recommends gcc libc6-dev pkg-config libavcodec-dev libavformat-dev libavutil-dev libswscale-dev libavfilter-dev ${clang% } ffmpeg curl ca-certificates git
Fedora:
  sudo dnf install -y gcc pkgconf-pkg-config libavcodec-free-devel libavformat-free-devel libavutil-free-devel libswscale-free-devel libavfilter-free-devel clang-devel ffmpeg-free curl ca-certificates git
macOS, with Homebrew:
  brew install ffmpeg pkgconf llvm git

END
}
