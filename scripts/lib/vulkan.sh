# shellcheck shell=bash
# A Vulkan driver, for the tests of shaders: finds one, or installs Mesa's through apt, which needs no graphics processor.

# Makes sure of a driver, or says how to get one and stops. Elsewhere than on Linux the system has one.
need_vulkan() {
  [ "$(uname)" = Linux ] || return 0
  if ! has_vulkan && command -v apt-get >/dev/null && as_root true 2>/dev/null; then
    say 'Installing a Vulkan driver with apt'
    as_root apt-get update -q >&2 || note 'apt-get update failed; going on with the lists that are there'
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends libvulkan1 mesa-vulkan-drivers >&2 || true
  fi
  has_vulkan || fail "a Vulkan driver is missing: install libvulkan1 and mesa-vulkan-drivers (Debian), vulkan-loader and mesa-vulkan-drivers (Fedora)"
}

has_vulkan() {
  local file IFS=:
  # Not grep -q: it stops at the first match, and a pipe that breaks counts as a failure here.
  PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null | grep 'libvulkan\.so\.1' >/dev/null || return 1
  # Both name several files, with colons between them.
  # shellcheck disable=SC2086
  for file in ${VK_ICD_FILENAMES:-} ${VK_DRIVER_FILES:-} /usr/share/vulkan/icd.d/*.json /etc/vulkan/icd.d/*.json; do
    [ -f "$file" ] && return 0
  done
  return 1
}
