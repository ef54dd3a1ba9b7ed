#!/usr/bin/env bash
# Runs the benchmarks in a form that benchstat reads. Compare two versions with
#   COUNT=10 make bench > old.txt; …; COUNT=10 make bench > new.txt; benchstat old.txt new.txt
# RECOURSE_BENCH_REQUESTS sets how many requests the databases hold (100000 for the
# figures in docs/measurements.md).
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=scripts/needs.sh
. scripts/needs.sh

if [ -z "${RECOURSE_TEST_DATABASE_URL:-}" ] && need_postgres; then
	dir=$(scratch_directory)
	trap 'scripts/postgres-for-tests.sh stop "$dir" >/dev/null 2>&1 || true; rm -rf "$dir"' EXIT
	RECOURSE_TEST_DATABASE_URL=$(scripts/postgres-for-tests.sh start "$dir")
	export RECOURSE_TEST_DATABASE_URL
fi

go test -run '^$' -bench . -benchmem -timeout 60m -count "${COUNT:-1}" "$@" \
	./internal/civil ./internal/law ./internal/restriction ./internal/letter ./internal/store ./internal/casework ./internal/web
