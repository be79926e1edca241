# What the scripts of deploy share. Sourced, not run. Sets: root.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*"; }

fail() {
  printf '%s: %s\n' "${program:-deploy}" "$*" >&2
  exit 1
}

# Debian packages that are not installed, of those named.
missing_packages() {
  local package
  for package in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || printf '%s\n' "$package"
  done
}

# Installs the named Debian packages that are missing, or says how to.
require_packages() {
  command -v dpkg-query >/dev/null ||
    fail "this is not a Debian system; install what these packages hold by hand, then run this again: $*"
  local missing
  missing=$(missing_packages "$@" | tr '\n' ' ')
  missing=${missing% }
  [[ -n $missing ]] || return 0
  local -a names
  read -ra names <<<"$missing"
  if [[ $EUID -ne 0 ]]; then
    fail "packages are missing and only root may install them. Run this, then start again:
  sudo apt-get update && sudo apt-get install -y --no-install-recommends $missing"
  fi
  say "Installing Debian packages: $missing"
  local output
  if ! output=$(apt-get update 2>&1 &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${names[@]}" 2>&1); then
    printf '%s\n' "$output" | tail -n 20 >&2
    fail "apt-get could not install: $missing (its last lines are above)"
  fi
}

# Finds Swift, also where its installers put it, or says how to get it.
require_swift() {
  local folder
  if ! command -v swift >/dev/null; then
    for folder in "$HOME/.local/share/swiftly/bin" /opt/swift/usr/bin /usr/local/swift/usr/bin /usr/libexec/swift/bin; do
      if [[ -x $folder/swift ]]; then
        PATH=$folder:$PATH
        break
      fi
    done
  fi
  command -v swift >/dev/null || fail "Swift 6.2 or later is needed and was not found. Install it from
  https://www.swift.org/install/linux/ (the swiftly installer needs no root), or add its bin folder to PATH."
  local version major minor
  version=$(swift --version 2>&1 | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
  [[ -n $version ]] || fail "swift does not start: $(swift --version 2>&1 | head -n 3)"
  major=${version%%.*}
  minor=${version#*.}
  ((major > 6 || (major == 6 && minor >= 2))) ||
    fail "Swift 6.2 or later is needed; $(command -v swift) is $version. Get a newer one from
  https://www.swift.org/install/linux/"
}

# How programs are built that are run, for the libraries as well: whether two accesses to a variable overlap is checked
# in the builds that tests run, and not once more for each access of each call (a tenth of what a gateway does).
release_flags=(-Xswiftc -enforce-exclusivity=unchecked)

# Where they are built. A folder of its own lets another build or test go on meanwhile.
programs_scratch=${OCOP_PROGRAMS_SCRATCH:-$root/.build}

# Builds the programs as they run here: in release mode, without tests and load tester. Whoever needs them after somebody
# else has built them so finds them built.
build_programs() {
  OCOP_PROGRAMS_ONLY=1 OCOP_WITHOUT_LOAD_TESTER=1 \
    swift build --package-path "$root" --scratch-path "$programs_scratch" -c release "${release_flags[@]}"
}
