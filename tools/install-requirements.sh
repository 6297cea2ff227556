#!/usr/bin/env bash
# Install one hash-locked requirements file into .venv: with uv when it is on PATH, otherwise (or when uv cannot) with pip.
set -euo pipefail

lock=$1
echo "Installing $lock into .venv (once; a minute or less)" >&2
if command -v uv >/dev/null && uv pip install --quiet --python .venv/bin/python --require-hashes --requirement "$lock" 2>/dev/null; then
    exit 0
fi
.venv/bin/python -m pip install --quiet --require-hashes --requirement "$lock"
