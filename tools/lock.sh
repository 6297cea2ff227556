#!/usr/bin/env bash
# Write requirements/NAME.txt for every NAME given: what pyproject.toml asks for, and requirements/NAME.in beside it, for every platform,
# with every hash, no address and no path. Needs uv. core.txt comes first and constrains the others.
set -euo pipefail

command -v uv >/dev/null || { echo "make lock needs uv on PATH (pip install uv)" >&2; exit 1; }
for name in "$@"; do
    more=()
    [ "$name" = core ] || more=("requirements/$name.in" --constraints requirements/core.txt)
    uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-strip-extras --no-emit-index-url \
        --no-header --no-annotate pyproject.toml "${more[@]}" --output-file "requirements/$name.txt"
done
if grep -nE '://|^[[:space:]]*#|@ ' requirements/*.txt; then
    echo "a lock file holds an address or a comment; see above" >&2
    exit 1
fi
