# Sourced by bin/start, bin/manage and bin/test. Expects $root; sets $python to the virtual environment's Python.
#   prepare_environment [--development]

# Packages are read by the database's own user too; secrets are made with their own, narrower mode.
umask 022
environment=${HUBSYNC_VENV:-$root/.venv}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' >/dev/null 2>&1
}

find_python() {
    for candidate in "$environment/bin/python" python3 python3.13 python3.12 python3.11 python3.14 python; do
        if is_new_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    found=$(python3 --version 2>/dev/null || echo "no python3")
    echo "hubsync needs Python 3.11, 3.12, 3.13 or 3.14; this machine has $found." >&2
    echo "Install one (for example: apt-get install python3.11 python3.11-venv, or python.org) and run this again." >&2
    return 1
}

prepare_environment() {
    system_python=$(find_python) || exit 1
    PYTHONPATH="$root${PYTHONPATH:+:$PYTHONPATH}"
    export PYTHONPATH
    "$system_python" -P -m installation "$@" >&2 || exit 1
    python=$environment/bin/python
}
