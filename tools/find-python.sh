#!/usr/bin/env bash
# Print the first Python on PATH that is 3.11 or newer and can make a virtual environment. PYTHON=... overrides the search.
set -euo pipefail

is_fit='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'
for candidate in ${PYTHON:-python3 python3.11 python3.12 python3.13 python3.14 python}; do
    if command -v "$candidate" >/dev/null && "$candidate" -c "$is_fit" >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
done

cat >&2 <<'MESSAGE'
Upheld needs Python 3.11 or newer with the venv module, and none was found on PATH.
On Debian or Ubuntu: apt-get install python3 python3-venv
If it is installed under another name: make demo PYTHON=/path/to/python3
MESSAGE
exit 1
