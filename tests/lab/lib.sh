# shellcheck shell=bash
# lib.sh   what the lab's scripts share; they source it

# ---------------------------------------------------------------- Debian packages without installing them
# An installed docker-registry or etcd-server is a service that Debian starts on all addresses, and kubernetes-client
# has a file in common with Google's kubectl package, so dpkg refuses it beside that one. We only want the programs.

# private_apt DIR LINE...   use "LINE" (deb [or deb-src] SUITE) as the only sources, with lists and cache in DIR;
# afterwards "${apt[@]}" holds the options for apt-get. MIRROR overrides the mirror that apt uses here.
private_apt() {
  local dir=$1 keys=/usr/share/keyrings/debian-archive-keyring.gpg mirror line
  shift
  # shellcheck disable=SC2016  # apt's own variables
  mirror=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' | awk '$2 == "bookworm" { print $1; exit }')}
  [ -n "$mirror" ] || { echo "lab: no mirror of Debian bookworm in apt's sources: set MIRROR" >&2; return 1; }
  mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
  for line in "$@"; do echo "${line% *} [signed-by=$keys] $mirror ${line##* } main"; done > "$dir/sources.list"
  apt=(-q -o Dir::Etc::sourcelist="$dir/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::Lists="$dir/lists"
    -o Dir::Cache="$dir/cache" -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=3)
  apt-get "${apt[@]}" update > "$dir/update.log" 2>&1 || { cat "$dir/update.log" >&2; return 1; }
}

# unpack_package DIR NAME[/SUITE]   download one package (after private_apt) and unpack it into DIR/x
unpack_package() {
  (cd "$1" && rm -rf ./*.deb x && apt-get "${apt[@]}" download "$2" > /dev/null && dpkg -x ./*.deb x)
}

# take DESTINATION FILE   put a program in its place in one step: another run may be using it
take() { cp "$2" "$1.new.$$" && chmod 755 "$1.new.$$" && mv -f "$1.new.$$" "$1"; }

# install_packages NAME...   install what is not there yet
install_packages() {
  local missing=() p i
  for p in "$@"; do dpkg-query -W -f '${db:Status-Status}' "$p" 2> /dev/null | grep -qx installed || missing+=("$p"); done
  [ ${#missing[@]} -eq 0 ] && return
  echo "lab: installing ${missing[*]}"
  for i in 1 2 3; do # another apt may hold the locks
    if apt-get -q -o DPkg::Lock::Timeout=300 update > /dev/null &&
      DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${missing[@]}" > /dev/null; then return; fi
    [ "$i" = 3 ] || sleep 10
  done
  return 1
}

# ---------------------------------------------------------------- processes and ports
# STATE/pids holds "name pid start-time" a line. The start time tells our process from a later one with the same pid.
# A process that has ended but was not yet collected (Z) is gone for us.
same_process() {
  local fields
  read -ra fields 2> /dev/null < "/proc/$1/stat" || return 1
  [ "${fields[21]}" = "$2" ] && [ "${fields[2]}" != Z ]
}

# alive STATE NAME
alive() {
  local pid time
  read -r _ pid time < <(grep "^$2 " "$1/pids" 2> /dev/null) || return 1
  same_process "$pid" "$time"
}

# start STATE NAME COMMAND...   in the background, in a session of its own, logging to STATE/log/NAME.log
start() {
  local state=$1 name=$2 pid
  shift 2
  mkdir -p "$state/log"
  if alive "$state" "$name"; then echo "$name already runs"; return; fi
  setsid nohup "$@" >> "$state/log/$name.log" 2>&1 < /dev/null &
  pid=$!
  touch "$state/pids"; sed -i "/^$name /d" "$state/pids"
  echo "$name $pid $(cut -d' ' -f22 "/proc/$pid/stat")" >> "$state/pids"
}

# stop_all STATE [SIGNAL]   end what was started there, the newest first
stop_all() {
  local list name pid time
  [ -f "$1/pids" ] || return 0
  list=$(tac "$1/pids")
  while read -r name pid time; do
    if same_process "$pid" "$time"; then kill -s "${2:-TERM}" "$pid"; fi
    for _ in $(seq 100); do same_process "$pid" "$time" || break; sleep 0.1; done
    if same_process "$pid" "$time"; then kill -KILL "$pid"; echo "$name ($pid) killed"; fi
  done <<< "$list"
  rm -f "$1/pids"
}

# wait_for STATE NAME URL [TEXT]   until URL answers (with TEXT, where given); fails when the process ends or after 60 s
wait_for() {
  for _ in $(seq 600); do
    if [ -n "${4:-}" ]; then
      if curl -sk --noproxy '*' -m 5 "$3" 2> /dev/null | grep -q "$4"; then return; fi
    elif curl -sk --noproxy '*' -m 5 -o /dev/null "$3" 2> /dev/null; then return; fi
    alive "$1" "$2" || break
    sleep 0.1
  done
  echo "$2 does not answer at $3" >&2
  tail -5 "$1/log/$2.log" >&2
  return 1
}

# free_ports COUNT   the first of COUNT ports in a row that nobody listens on, below the range of outgoing connections
free_ports() {
  local base i
  for _ in $(seq 200); do
    base=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    for ((i = base; i < base + $1; i++)); do
      if (exec 3<> "/dev/tcp/127.0.0.1/$i") 2> /dev/null; then continue 2; fi
    done
    echo "$base"; return
  done
  return 1
}

# port STATE COUNT [PORT]   PORT, else the one of an earlier start, else free ones; remembered in STATE/port
port() {
  local p=${3:-}
  [ -n "$p" ] || p=$(cat "$1/port" 2> /dev/null) || p=$(free_ports "$2")
  echo "$p" | tee "$1/port"
}

# program NAME   its absolute path: in $BIN (default: the lab's bin folder), else in PATH
program() {
  local bin=${BIN:-${IMAGEGATE_LAB:+$IMAGEGATE_LAB/bin}}
  if [ -x "$bin/$1" ]; then realpath "$bin/$1"; return; fi
  command -v "$1" || { echo "lab: no $1: set IMAGEGATE_LAB to the folder that build.sh made" >&2; return 1; }
}
