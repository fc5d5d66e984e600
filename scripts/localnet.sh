#!/usr/bin/env bash
# Four validators on this machine, for trying things out.
#
#   scripts/localnet.sh start   create the network if there is none, and run it
#   scripts/localnet.sh stop    stop it; a later start resumes where it was
#   scripts/localnet.sh clean   stop it and delete it
set -euo pipefail
cd "$(dirname "$0")/.."

readonly validators=4
readonly daemon="$PWD/build/assentd"
readonly net="$PWD/.localnet"
readonly start_seconds=120 # bound on the first blocks
readonly stop_seconds=20   # bound on an orderly end, before SIGKILL

fail() {
  echo "localnet: $*" >&2
  exit 1
}

home() { echo "$net/node$1"; }
log() { echo "$net/node$1.log"; }
pidfile() { echo "$net/node$1.pid"; }
each_node() { seq 0 $((validators - 1)); }

# setting FILE SECTION KEY prints a value of a TOML file.
setting() {
  awk -v section="[$2]" -v key="$3" '
    /^\[/ { inside = ($0 == section) }
    inside && $1 == key && $2 == "=" { gsub(/"/, "", $3); print $3; exit }
  ' "$1"
}

rpc_address() { setting "$(home "$1")/config/config.toml" rpc laddr; }

# runs NODE says whether the node's pid file names a process that is that node. A
# pid may have gone to another program since it was written.
runs() {
  local pid
  pid="$(cat "$(pidfile "$1")" 2>/dev/null)" || return 1
  [[ "$pid" =~ ^[0-9]+$ ]] || return 1
  [ "$(command_line "$pid")" = "$daemon start --home $(home "$1")" ]
}

command_line() {
  if [ -d /proc/self ]; then
    { tr '\0' ' ' <"/proc/$1/cmdline" | sed 's/ $//'; } 2>/dev/null || true
  else
    ps -o args= -p "$1" || true
  fi
}

any_runs() {
  local node
  for node in $(each_node); do
    if runs "$node"; then return 0; fi
  done
  return 1
}

# height NODE prints the height of a node's last block, or nothing. It speaks HTTP
# by itself, since curl may not be installed.
height() {
  local address host port
  address="$(rpc_address "$1")"
  address="${address#*://}"
  host="${address%:*}"
  port="${address##*:}"
  [ "$host" != 0.0.0.0 ] || host=127.0.0.1
  # shellcheck disable=SC2016 # expanded by the inner shell
  timeout 3 bash -c 'exec 3<>"/dev/tcp/$0/$1" && printf "GET /status HTTP/1.0\r\nHost: $0\r\n\r\n" >&3 && cat <&3' \
    "$host" "$port" 2>/dev/null | grep -o '"latest_block_height": *"[0-9]*"' | grep -o '[0-9]*' || true
}

launch() {
  local node="$1" session=nohup
  # A session of its own, so that Ctrl-C here does not reach the node.
  if command -v setsid >/dev/null; then session=setsid; fi
  "$session" "$daemon" start --home "$(home "$node")" </dev/null >>"$(log "$node")" 2>&1 &
  echo $! >"$(pidfile "$node")"
}

await_blocks() {
  local deadline=$((SECONDS + start_seconds)) first="" now node
  while [ "$SECONDS" -lt "$deadline" ]; do
    sleep 1
    for node in $(each_node); do
      if ! runs "$node"; then
        tail -n 20 "$(log "$node")" >&2
        echo "localnet: node$node ended; its log is $(log "$node")" >&2
        return 1
      fi
    done
    now="$(height 0)"
    [ -n "$now" ] || continue
    first="${first:-$now}"
    if [ "$now" -ge $((first + 2)) ]; then return 0; fi
  done
  tail -n 20 "$(log 0)" >&2
  echo "localnet: no two blocks within $start_seconds s; the logs are $net/node*.log" >&2
  return 1
}

endpoints() {
  local node app
  printf '%-6s %-8s %-28s %-28s %s\n' node pid RPC REST gRPC
  for node in $(each_node); do
    app="$(home "$node")/config/app.toml"
    printf '%-6s %-8s %-28s %-28s %s\n' "node$node" "$(cat "$(pidfile "$node")")" \
      "$(rpc_address "$node")" "$(endpoint "$app" api)" "$(endpoint "$app" grpc)"
  done
  echo "logs: $net/node*.log"
}

endpoint() {
  if [ "$(setting "$1" "$2" enable)" = true ]; then setting "$1" "$2" address; else echo -; fi
}

start() {
  local node
  [ -x "$daemon" ] || fail "no build/assentd: run make build first"
  if any_runs; then fail "it is running: stop it first"; fi
  if [ ! -d "$(home 0)" ]; then
    rm -rf "$net" # what an interrupted attempt left
    "$daemon" testnet --output-dir "$net" --validators "$validators"
  fi
  for node in $(each_node); do
    launch "$node"
  done
  if ! await_blocks; then
    stop
    exit 1
  fi
  echo "height $(height 0)"
  endpoints
}

stop() {
  local node deadline
  for node in $(each_node); do
    if runs "$node"; then kill -TERM "$(cat "$(pidfile "$node")")" 2>/dev/null || true; fi
  done
  deadline=$((SECONDS + stop_seconds))
  while any_runs && [ "$SECONDS" -lt "$deadline" ]; do
    sleep 0.2
  done
  for node in $(each_node); do
    if runs "$node"; then
      echo "localnet: node$node did not end within $stop_seconds s: killing it" >&2
      kill -KILL "$(cat "$(pidfile "$node")")" 2>/dev/null || true
    fi
    rm -f "$(pidfile "$node")"
  done
}

case "${1:-}" in
  start) start ;;
  stop) stop ;;
  clean)
    stop
    rm -rf "$net"
    ;;
  *) fail "usage: scripts/localnet.sh start|stop|clean" ;;
esac
