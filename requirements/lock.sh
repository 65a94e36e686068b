#!/bin/sh
# Write the lock files anew: runtime.txt (what kgraph needs) and develop.txt (all extras except spark and train, tests, lint and types too).
set -eu
cd "$(dirname "$0")/.."
lock() {
    uv pip compile --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-header --no-annotate --no-strip-extras \
        --no-emit-index-url pyproject.toml "$@"
}
lock --group build -o requirements/runtime.txt
lock --extra all --group build --group test --group lint -c requirements/runtime.txt -o requirements/develop.txt
