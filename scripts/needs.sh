# Sourced by the scripts that need programs beyond Go: finds them, and installs
# them with the system's package manager where this may be done without asking.

install_packages() {
	command -v apt-get >/dev/null || return 1
	local as=()
	if [ "$(id -u)" -ne 0 ]; then
		# On a person's machine nothing is installed behind their back; a machine that
		# runs tests allows it by CI=true.
		[ "${CI:-}" = true ] && sudo -n true 2>/dev/null || return 1
		as=(sudo -n)
	fi
	"${as[@]}" apt-get update -qq >&2 &&
		"${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

need_postgres() {
	local place
	for place in /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb /opt/homebrew/opt/postgresql*/bin/initdb; do
		[ -x "$place" ] && return 0
	done
	command -v initdb >/dev/null && return 0
	install_packages postgresql >/dev/null && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

find_chromium() {
	local name
	for name in "${RECOURSE_TEST_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
		if [ -n "$name" ] && chromium=$(command -v "$name"); then
			return 0
		fi
	done
	return 1
}

need_chromium() { find_chromium || { install_packages chromium fonts-dejavu-core >/dev/null && find_chromium; }; }

find_node() { command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)' 2>/dev/null; }

need_node() { find_node || { install_packages nodejs npm >/dev/null && find_node; }; }

# A directory for a database that nobody keeps: in memory where there is room.
scratch_directory() {
	if [ -w /dev/shm ] && [ "$(df -Pk /dev/shm | awk 'NR == 2 {print $4}')" -gt 4000000 ]; then
		mktemp -d /dev/shm/recourse.XXXXXX
	else
		mktemp -d
	fi
}
