#!/usr/bin/env bash
# Makes sure that a system package is here: system.sh fonts|films|pdf|office|browser|venv
# Installs it with apt where we may; else prints the exact command and exits 1, nothing half-done.
set -u

have() {
  case "$1" in
    fonts) python3 "$(dirname "$0")/fonts_present.py" ;;
    films) pkg-config --exists cairo pangocairo 2>/dev/null && command -v cc >/dev/null ;;
    pdf) python3 -c 'import ctypes.util as c, sys; sys.exit(not all(map(c.find_library, ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"))))' ;;
    office) command -v soffice >/dev/null ;;
    browser) command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ;;
    venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
  esac
}

packages() { # kind, package manager
  case "$1-$2" in
    fonts-apt) echo "fonts-crosextra-carlito fonts-crosextra-caladea fonts-dejavu-core" ;;
    fonts-dnf) echo "google-carlito-fonts google-crosextra-caladea-fonts dejavu-sans-mono-fonts dejavu-sans-fonts" ;;
    fonts-brew) echo "--cask font-carlito font-caladea font-dejavu" ;;
    films-apt) echo "libcairo2-dev libpango1.0-dev pkg-config gcc python3-dev" ;;
    films-dnf) echo "cairo-devel pango-devel pkgconf gcc python3-devel" ;;
    films-brew) echo "cairo pango pkg-config" ;;
    pdf-apt) echo "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" ;;
    pdf-dnf | pdf-brew) echo "pango" ;;
    office-apt) echo "libreoffice-impress" ;;
    office-dnf) echo "libreoffice-impress" ;;
    office-brew) echo "--cask libreoffice" ;;
    browser-apt | browser-dnf) echo "chromium" ;;
    browser-brew) echo "--cask chromium" ;;
    venv-apt) echo "python3-venv" ;;
    venv-dnf) echo "python3" ;;
    venv-brew) echo "python@3.12" ;;
  esac
}

what=$1
have "$what" && exit 0

sudo=""
if [ "$(id -u)" != 0 ]; then
  if sudo -n true 2>/dev/null; then sudo="sudo -n"; else sudo=none; fi
fi
if command -v apt-get >/dev/null && [ "$sudo" != none ]; then
  echo "Installing with apt: $(packages "$what" apt)"
  log=$(mktemp)
  # shellcheck disable=SC2046,SC2086  # the package names are words
  if $sudo apt-get update -qq >"$log" 2>&1 &&
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $(packages "$what" apt) >>"$log" 2>&1; then
    rm -f "$log"
    have "$what" && exit 0
  fi
  tail -n 5 "$log" >&2
  rm -f "$log"
fi

cat >&2 <<TEXT
Missing: what $what needs. Install it, then run make again:
  Debian, Ubuntu:  sudo apt-get install $(packages "$what" apt)
  Fedora:          sudo dnf install $(packages "$what" dnf)
  macOS:           brew install $(packages "$what" brew)
TEXT
exit 1
