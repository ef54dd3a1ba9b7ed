#!/bin/sh
# A private, throw-away PostgreSQL for the tests, from local binaries.
#
#   postgres-for-tests.sh start DIR   starts one with its files in DIR and prints its URL
#   postgres-for-tests.sh stop DIR    stops it and deletes DIR
#
# DIR must not exist, or be empty, or hold a server started before (which is then
# used again). The server listens on a Unix socket in DIR and on a free port of
# 127.0.0.1. It never writes safely to disk: it is for tests only.
#
# PostgreSQL refuses to run as root. When this script runs as root, the server runs
# as the user "postgres" or, where there is none, "nobody".
#
# Exit status: 0 done, 1 failed, 2 wrong usage, 3 no PostgreSQL binaries found.
set -eu

usage() {
	sed -n '4,5s/^#   /usage: /p' "$0" >&2
	exit 2
}

# The folder with initdb: of PATH, of pg_config, or of the usual places, newest last.
find_bin() {
	if command -v initdb >/dev/null 2>&1 && command -v pg_ctl >/dev/null 2>&1; then
		dirname "$(command -v initdb)"
		return
	fi
	found=
	if command -v pg_config >/dev/null 2>&1 && [ -x "$(pg_config --bindir)/initdb" ]; then
		found=$(pg_config --bindir)
	fi
	for dir in $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin \
		/usr/local/opt/postgresql*/bin /usr/local/pgsql/bin /Library/PostgreSQL/*/bin 2>/dev/null | sort -V); do
		[ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ] && found=$dir
	done
	[ -n "$found" ] || return 1
	echo "$found"
}

server_user() {
	for user in postgres nobody; do
		id -u "$user" >/dev/null 2>&1 && echo "$user" && return
	done
	return 1
}

# Runs a command as the server's user, from a folder that user may be in.
as_server() {
	if [ "$(id -u)" -ne 0 ]; then
		"$@"
		return
	fi
	user=$(server_user) || { echo "running as root, and there is no user postgres or nobody for the server" >&2; return 1; }
	if command -v runuser >/dev/null 2>&1; then
		(cd / && runuser -u "$user" -- "$@")
	elif command -v setpriv >/dev/null 2>&1; then
		(cd / && setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups -- "$@")
	else
		(cd / && su -s /bin/sh "$user" -c 'exec "$@"' sh "$@")
	fi
}

# A free port: the system's choice where python3 or perl can ask for it, otherwise
# derived from the process id; start tries another one if it is taken after all.
free_port() {
	python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null ||
		perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 1)->sockport, "\n"' 2>/dev/null ||
		echo $((20000 + ($$ + $1 * 7919) % 40000))
}

print_url() {
	echo "postgres://tester@127.0.0.1:$(cat "$1/port")/postgres?sslmode=disable"
}

start() {
	dir=$1
	bin=$(find_bin) || { echo "no PostgreSQL binaries (initdb, pg_ctl) were found; install PostgreSQL" >&2; exit 3; }
	if [ -f "$dir/data/postmaster.pid" ] && as_server "$bin/pg_ctl" -D "$dir/data" status >/dev/null 2>&1; then
		print_url "$dir"
		return
	fi
	mkdir -p "$dir"
	dir=$(cd "$dir" && pwd)
	if [ "$(id -u)" -eq 0 ]; then
		chown "$(server_user)" "$dir"
	fi
	if ! as_server test -w "$dir"; then
		echo "the user $(server_user) cannot write to $dir; choose a folder below /tmp or /var/tmp" >&2
		exit 1
	fi
	if [ ! -f "$dir/data/PG_VERSION" ]; then
		as_server "$bin/initdb" -D "$dir/data" -U tester -A trust -E UTF8 --locale=C --no-sync >"$dir/initdb.log" 2>&1 ||
			{ cat "$dir/initdb.log" >&2; exit 1; }
	fi
	for attempt in 1 2 3 4 5; do
		port=$(free_port "$attempt")
		if as_server "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/server.log" -w -t 60 -s -o "$(options "$dir" "$port")" start; then
			echo "$port" >"$dir/port"
			print_url "$dir"
			return
		fi
	done
	cat "$dir/data/server.log" >&2
	exit 1
}

# The path of a Unix socket has to be short, so a long DIR gets none.
options() {
	socket=$1
	[ ${#socket} -gt 80 ] && socket=
	echo "-p $2 -c listen_addresses=127.0.0.1 -c unix_socket_directories='$socket' -c fsync=off" \
		"-c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=128MB" \
		"-c autovacuum_naptime=10s -c max_wal_size=2GB"
}

stop() {
	dir=$1
	[ -d "$dir" ] || return 0
	bin=$(find_bin) || exit 3
	if [ -f "$dir/data/postmaster.pid" ]; then
		as_server "$bin/pg_ctl" -D "$dir/data" -m immediate -w -s stop || true
	fi
	# Only what start made is deleted; a folder with anything else in it stays.
	rm -rf "$dir/data" "$dir/port" "$dir/initdb.log"
	rm -f "$dir"/.s.PGSQL.*
	rmdir "$dir" 2>/dev/null || true
}

[ $# -eq 2 ] && [ -n "$2" ] || usage
case $1 in
start) start "$2" ;;
stop) stop "$2" ;;
*) usage ;;
esac
