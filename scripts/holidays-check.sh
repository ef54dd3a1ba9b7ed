#!/usr/bin/env bash
# Compares the public holidays with the npm package date-holidays; see
# holidays-check/differences.yaml. Arguments are regions; without any, all are compared.
#
# Exit status: 0 every difference is listed, 1 it is not, 3 the comparison could not run.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=scripts/needs.sh
. scripts/needs.sh

need_node || {
	echo "Node.js 18 and npm were not found and could not be installed (Debian, Ubuntu: apt-get install nodejs npm)" >&2
	exit 3
}

# The packages are kept outside the tree, one folder for each lock file.
lock=$(cksum <scripts/holidays-check/package-lock.json | cut -d ' ' -f 1)
packages=${XDG_CACHE_HOME:-$HOME/.cache}/recourse/holidays-check-$lock
if [ ! -f "$packages/installed" ]; then
	mkdir -p "$packages"
	cp scripts/holidays-check/package.json scripts/holidays-check/package-lock.json scripts/holidays-check/.npmrc "$packages"
	npm ci --prefix "$packages" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null || {
		echo "npm could not install date-holidays" >&2
		exit 3
	}
	touch "$packages/installed"
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
go build -buildvcs=false -o "$scratch/recourse" ./cmd/recourse

node --test scripts/holidays-check/compare.test.js >"$scratch/log" 2>&1 || {
	cat "$scratch/log"
	exit 1
}
HOLIDAYS_CHECK_PACKAGES=$packages node scripts/holidays-check/check.js "$scratch/recourse" internal/law/holidays "$@"
