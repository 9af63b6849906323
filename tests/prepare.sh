#!/bin/sh
# Makes ready what the tests need and Go cannot make: programs of the host, by
# apt-get where this is root, and in the cache the tarball of the Debian tree
# that the userlands run in and the sources that are built there.
# What cannot be had is named; the tests that need it then skip, or fail in CI.
set -eu
cd "$(dirname "$0")"

suite=bookworm
host_packages="busybox-static dpkg-dev fish zsh gcc libc6-dev make mmdebstrap musl-tools proot qemu-user-static"
if [ "$(uname -m)" = x86_64 ]; then
	# Not gcc-multilib: that one conflicts with the cross compilers.
	host_packages="$host_packages gcc-12-multilib"
fi

if [ -n "${UPROOT_TEST_CACHE:-}" ]; then
	cache=$UPROOT_TEST_CACHE
elif [ "$(id -u)" = 0 ]; then
	cache=/var/tmp/uproot-tests-0
else
	cache=${XDG_CACHE_HOME:-$HOME/.cache}/uproot-tests
fi

missing() { echo "prepare: missing: $*" >&2; }

installed() { dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^ii'; }

install_packages() {
	command -v apt-get >/dev/null || { missing "apt-get; install by hand: $host_packages"; return; }
	wanted=
	for package in $host_packages; do
		installed "$package" || wanted="$wanted $package"
	done
	[ -n "$wanted" ] || return 0
	[ "$(id -u)" = 0 ] || { missing "packages that only root can install:$wanted"; return; }
	apt-get -q update || missing "fresh package lists"
	# One by one: what one distribution does not have must not keep out the rest.
	for package in $wanted; do
		DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$package" ||
			missing "package $package"
	done
}

# sources lists the files of the machine's own apt configuration that know the
# suite.
sources() {
	for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list; do
		if [ -f "$file" ] && grep -q "^[^#]*\b$suite\b" "$file"; then
			echo "$file"
		fi
	done
}

make_debian() {
	tarball=$cache/debian-$(sha256sum debian-packages.txt | cut -c1-12).tar
	[ ! -e "$tarball" ] || return 0
	command -v mmdebstrap >/dev/null || { missing "mmdebstrap"; return; }
	include=$(paste -sd, debian-packages.txt)
	# Only a whole tarball may get the name that the tests look for.
	# shellcheck disable=SC2046
	if mmdebstrap --variant=minbase --include="$include" "$suite" "$cache/partial.tar" $(sources); then
		chmod 644 "$cache/partial.tar"
		mv "$cache/partial.tar" "$tarball"
	else
		rm -f "$cache/partial.tar"
		missing "the Debian tree (mmdebstrap failed)"
	fi
}

# fetch runs an apt-get command in a directory, by way of a private apt
# configuration: the machine's own sources, for the given kind of package (deb or
# deb-src) and CPU.
fetch() {
	directory=$1 kind=$2 cpu=$3
	shift 3
	private=$(mktemp -d)
	mkdir -p "$private/parts" "$private/lists/partial" "$private/cache/archives/partial"
	for file in $(sources); do
		sed -e "s/^Types:.*/Types: $kind/" -e "s/^deb /$kind /" "$file" >"$private/parts/${file##*/}"
	done
	status=0
	(
		cd "$directory"
		private_apt() {
			apt-get -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$private/parts" \
				-o Dir::State::lists="$private/lists" -o Dir::Cache="$private/cache" \
				-o APT::Architecture="$cpu" -o APT::Architectures="$cpu" -o APT::Sandbox::User=root "$@"
		}
		private_apt update && private_apt "$@"
	) || status=1
	rm -rf "$private"
	return $status
}

# make_sources fetches the sources of C projects.
make_sources() {
	[ ! -e "$cache/sources/.complete" ] || return 0
	command -v apt-get >/dev/null || { missing "apt-get, for the sources of zlib and dash"; return; }
	rm -rf "$cache/sources"
	mkdir "$cache/sources"
	if fetch "$cache/sources" deb-src "$(dpkg --print-architecture)" --download-only source zlib dash; then
		touch "$cache/sources/.complete"
	else
		missing "the sources of zlib and dash"
	fi
}

# make_foreign fetches a static program of another CPU.
make_foreign() {
	[ "$(uname -m)" = x86_64 ] && [ ! -e "$cache/busybox-arm64" ] || return 0
	command -v apt-get >/dev/null || { missing "apt-get, for an arm64 busybox"; return; }
	directory=$(mktemp -d)
	if fetch "$directory" deb arm64 download busybox-static && dpkg-deb -x "$directory"/*.deb "$directory/tree"; then
		install -m 755 "$(find "$directory/tree" -path '*/bin/busybox')" "$cache/busybox-arm64"
	else
		missing "an arm64 busybox"
	fi
	rm -rf "$directory"
}

umask 022
mkdir -p "$cache"
exec 9>"$cache/prepare.lock"
flock 9
install_packages
make_debian
make_sources
make_foreign
