#!/usr/bin/env bash
# Runs the long forms of the fault tests, which "make test" runs in a short form: the
# program is killed 200 times while mail comes in and goes out, stopped in the middle of its
# batch, and cut off from its database; mail is malformed in a thousand ways, and comes by the
# thousand while memory is measured. It takes a quarter of an hour or longer. PostgreSQL is
# installed when it is missing and this may be done. Arguments go to "go test".
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=scripts/needs.sh
. scripts/needs.sh

if [ -z "${RECOURSE_TEST_DATABASE_URL:-}" ]; then
	if ! need_postgres; then
		echo "test-faults: no PostgreSQL server found and none could be installed (Debian, Ubuntu: apt-get install postgresql)" >&2
		exit 1
	fi
	dir=$(scratch_directory)
	trap 'scripts/postgres-for-tests.sh stop "$dir" >/dev/null 2>&1 || true; rm -rf "$dir"' EXIT
	RECOURSE_TEST_DATABASE_URL=$(scripts/postgres-for-tests.sh start "$dir")
	export RECOURSE_TEST_DATABASE_URL
fi

export RECOURSE_FAULTS=1
go test -count=1 -timeout 60m "$@" \
	-run 'TestKilledAtAnyMoment|TestAFrozenInstance|TestADatabaseThatGoesAway|TestManyMails|TestOnePoisonedRequest|Malformed|Spoilt|Fault' \
	./cmd/recourse ./internal/casework ./internal/mail/...
