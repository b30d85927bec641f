# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Shared by packaging/run and packaging/test; sourced by bash, never started.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*"; }
die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# project_version: the version that CMakeLists.txt states.
project_version() {
  sed -n 's/^project(isocenter VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt"
}

# listed SECTION…: the lines of these sections of packaging/dependencies, without comments.
listed() {
  local wanted=" $* " section='' line
  while IFS= read -r line; do
    line=${line%%#*}
    line=${line%"${line##*[![:space:]]}"}
    case $line in
      '') ;;
      '['*']') section=${line#[} section=${section%]} ;;
      *) [[ $wanted == *" $section "* ]] && printf '%s\n' "$line" ;;
    esac
  done <"$root/packaging/dependencies"
  return 0
}

# missing SECTION…: one line for each entry of which no alternative is installed.
missing() {
  local lines present line one ok
  lines=$(listed "$@")
  # shellcheck disable=SC2046 # package names hold no spaces
  present=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' $(tr '|' ' ' <<<"$lines") 2>/dev/null |
    sed -n 's/^installed //p')
  while IFS= read -r line; do
    ok=no
    for one in ${line//|/ }; do
      grep -qxF -- "$one" <<<"$present" && ok=yes
    done
    [[ $ok == yes ]] || printf '%s\n' "$line"
  done <<<"$lines"
}

# install_missing SECTION…: asks the package manager only when something is missing.
install_missing() {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "This system has no apt-get, so nothing can be installed for you. Isocenter needs, under Debian's names:"
    listed "$@" | sed 's/^/  /'
    say "Install what they are called here, then run this again with --no-install."
    exit 1
  fi
  local want
  want=$(missing "$@")
  [[ -n $want ]] || return 0

  local become=()
  if [[ $(id -u) != 0 ]]; then
    command -v sudo >/dev/null ||
      die "these packages are missing and there is no sudo to install them with: $(tr '\n' ' ' <<<"$want")"
    become=(sudo)
  fi
  say "Installing $(wc -l <<<"$want") missing packages with ${become[*]:+sudo }apt-get: $(tr '\n' ' ' <<<"$want")"
  "${become[@]}" apt-get update -q </dev/null || die "apt-get update failed; is there a network?"

  local names=() line one pick
  while IFS= read -r line; do
    pick=''
    for one in ${line//|/ }; do
      if apt-cache show "$one" >/dev/null 2>&1; then
        pick=$one
        break
      fi
    done
    [[ -n $pick ]] || die "this system knows no package called $line (Isocenter is built on Debian 12 and its descendants)"
    names+=("$pick")
  done <<<"$want"
  "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    -o Dpkg::Use-Pty=0 "${names[@]}" </dev/null || die "apt-get could not install: ${names[*]}"
}

# require_space MB DIR: says so early when the disk cannot hold the build.
require_space() {
  local free
  free=$(df -Pm "$2" 2>/dev/null | awk 'NR==2 {print $4}')
  [[ -z $free || $free -ge $1 ]] || die "$2 has only $free MB free; the build needs about $1 MB"
}
