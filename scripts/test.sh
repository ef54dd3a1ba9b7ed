#!/usr/bin/env bash
# Runs every test. PostgreSQL, Chromium and Node.js are installed when they are missing
# and this may be done; without them the tests that need them are named and left out,
# or, with CI=true, fail. Arguments go to "go test".
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=scripts/needs.sh
. scripts/needs.sh

left_out=()

leave_out() {
	if [ "${CI:-}" = true ]; then
		echo "test: $1: $2" >&2
		exit 1
	fi
	left_out+=("$1: $2")
}

if [ -z "${RECOURSE_TEST_DATABASE_URL:-}" ]; then
	if need_postgres; then
		dir=$(scratch_directory)
		trap 'scripts/postgres-for-tests.sh stop "$dir" >/dev/null 2>&1 || true; rm -rf "$dir"' EXIT
		RECOURSE_TEST_DATABASE_URL=$(scripts/postgres-for-tests.sh start "$dir")
		export RECOURSE_TEST_DATABASE_URL
	else
		leave_out "tests on PostgreSQL" "no PostgreSQL server found and none could be installed (Debian, Ubuntu: apt-get install postgresql)"
	fi
fi

if need_chromium; then
	export RECOURSE_TEST_CHROMIUM="$chromium"
else
	leave_out "browser tests" "no Chromium found and none could be installed (Debian, Ubuntu: apt-get install chromium)"
fi

go vet ./...
status=0

# Status 3: the comparison could not run, and has said why.
holidays=0
scripts/holidays-check.sh || holidays=$?
case $holidays in
0) ;;
3) leave_out "comparison of the public holidays with date-holidays" "Node.js, npm or the package is missing, see above" ;;
*) status=1 ;;
esac

# Last, so that its summary closes what is printed.
# A slow machine may take longer than the ten minutes that a package has otherwise.
go test -shuffle=on -timeout 40m "$@" ./... || status=1

for what in "${left_out[@]+"${left_out[@]}"}"; do
	echo "not run: $what"
done
exit "$status"
