#!/bin/sh
# Builds .venv from requirements-dev.lock unless it is there already: with the Python that PYTHON names,
# or else the first that will do. A .venv of another lock, another folder or a wrong Python is built anew.
set -eu
cd "$(dirname "$0")"

refuse() {
    echo "$1" >&2
    exit 1
}

# Prints the interpreter behind a command, also behind that of a virtual environment, if it will do.
CHECK='import ensurepip, os, sys, venv
assert sys.version_info >= (3, 11)
print(os.path.realpath(sys._base_executable))'
behind() { "$1" -c "$CHECK" 2>/dev/null; }

matching() {
    for name in "$@"; do
        behind "$name" && return
    done
    refuse "No matching Python${PYTHON:+ at $PYTHON}: Aid Ledger needs Python 3.11 or newer with its venv module \
(Debian: python3-venv). Install one, or name it: make run PYTHON=/path/to/python3.11"
}

# What somebody has told pip, a mirror or a certificate, holds for uv too.
told_pip() { .venv/bin/python -m pip config get "global.$1" 2>/dev/null || true; }

built=$(cksum requirements-dev.lock pyproject.toml && pwd)
if [ "$(cat .venv/.built 2>/dev/null)" = "$built" ] && there=$(behind .venv/bin/python) &&
    [ "$there" = "$(behind "${PYTHON:-.venv/bin/python}")" ]; then
    exit 0
fi

case $(pwd) in
*[:\"\$\`\\]* | *'
'*) refuse "Python and PostgreSQL cannot be built in a path with : \" \$ \` \\ or a line break; move this folder: $(pwd)" ;;
esac
if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else set -- python3 python3.13 python3.12 python3.11; fi
python=$(matching "$@")

echo "Building .venv with $("$python" --version) ($python)"
rm -rf .venv
"$python" -m venv .venv
awk '/^[a-z]/ { wanted = /^uv==/ } wanted' requirements-dev.lock >.venv/uv.lock
.venv/bin/python -m pip install --disable-pip-version-check --no-deps --require-hashes --requirement .venv/uv.lock

index=${UV_DEFAULT_INDEX:-${PIP_INDEX_URL:-$(told_pip index-url)}}
certificate=${SSL_CERT_FILE:-${PIP_CERT:-$(told_pip cert)}}
[ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
[ -z "$certificate" ] || export SSL_CERT_FILE="$certificate"
.venv/bin/uv pip sync --python .venv/bin/python --require-hashes requirements-dev.lock
.venv/bin/uv pip install --python .venv/bin/python --no-deps --no-build-isolation --offline --editable .
echo "$built" >.venv/.built
