#!/usr/bin/env bash
# The tests that look at rendered pages need a browser, a font and a PDF reader from the system. Install what is missing, quietly,
# where that is ours to do: on a Debian system as root, or with password-free sudo when CI=true. Elsewhere say what is missing; those
# tests then skip (and fail when CI=true).
set -euo pipefail

missing=()
command -v chromium >/dev/null || command -v google-chrome >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
command -v pdftoppm >/dev/null || missing+=(poppler-utils)
{ command -v fc-list >/dev/null && fc-list 2>/dev/null | grep -qi dejavu; } || missing+=(fontconfig fonts-dejavu-core)
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if [ "${CI:-}" = true ] && command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root=(sudo -n); else as_root=(false); fi
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install_missing() {
    command -v apt-get >/dev/null || return 1
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q </dev/null || true
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" </dev/null
}
echo "Tests of rendered pages need: ${missing[*]}" >&2
if ! install_missing >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    echo "Could not install them here; the tests that look at rendered pages will be skipped (with CI=true they fail)." >&2
fi
