# Sourced by fault scripts: what a running broker says and takes.
# shellcheck shell=bash

# Prints the sum of the samples of a metric over cores and labels; needs lib/broker.sh.
metric() {
    curl -fsS "http://$(broker_address admin.http)/metrics" |
        awk -v name="$1" '{ split($1, key, "{") } key[1] == name { sum += $2 } END { printf "%.0f\n", sum }'
}

# Prints the resident memory of a process in KiB.
resident_kib() {
    awk '$1 == "VmRSS:" { print $2 }' "/proc/$1/status"
}

# Prints the resident memory of a JVM after its garbage is collected.
collected_kib() {
    "$JAVA_HOME/bin/jcmd" "$1" GC.run >/dev/null
    resident_kib "$1"
}

# Prints how many descriptors a process has open.
open_descriptors() {
    find "/proc/$1/fd" -mindepth 1 2>/dev/null | wc -l
}

# await SECONDS "what is awaited" command…: until the command succeeds.
await() {
    local deadline=$((SECONDS + $1)) what=$2
    shift 2
    until "$@"; do
        ((SECONDS < deadline)) || wrong "not in time: $what"
        sleep 0.2
    done
}
