# Sourced by system tests: a broker of their own on free ports, stopped when the test ends.
# shellcheck shell=bash

FOLDER=$(mktemp -d)
BROKER_PID=

wrong() {
    printf 'FAILED: %s\n' "$1" >&2
    if [[ -s $FOLDER/err ]]; then
        printf -- '-- the broker said:\n' >&2
        cat "$FOLDER/err" >&2
    fi
    exit 1
}

clean_up() {
    if [[ -n $BROKER_PID ]] && kill -0 "$BROKER_PID" 2>/dev/null; then
        kill -TERM "$BROKER_PID"
        wait "$BROKER_PID" || true
    fi
    rm -rf "$FOLDER"
}
trap clean_up EXIT

# start_broker [arguments of robust-server]: returns once the banner is out; sets BROKER_PID. With BROKER_DESCRIPTORS set, it may
# have so many open.
start_broker() {
    local deadline=$((SECONDS + 600)) # the first start builds
    : >"$FOLDER/out"
    (
        [[ -z ${BROKER_DESCRIPTORS:-} ]] || ulimit -n "$BROKER_DESCRIPTORS"
        exec scripts/robust-server --set mqtt.tcp=127.0.0.1:0 --set mqtt.ws=127.0.0.1:0 --set kafka.tcp=127.0.0.1:0 --set admin.http=127.0.0.1:0 \
            --set "data.directory=$FOLDER/data" "$@"
    ) >"$FOLDER/out" 2>"$FOLDER/err" </dev/null &
    BROKER_PID=$!
    until grep -q '^  ready ' "$FOLDER/out"; do
        kill -0 "$BROKER_PID" 2>/dev/null || wrong "the broker ended before it was ready"
        ((SECONDS < deadline)) || wrong "the broker was not ready in time"
        sleep 0.1
    done
}

# Prints host:port of a listener by its key.
broker_address() {
    awk -v key="$1" '$1 == key { print $2 }' "$FOLDER/out"
}
