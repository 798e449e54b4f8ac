# Sourced by robust-server: the short run that fills the AOT cache.
# shellcheck shell=bash

# MQTT 3.1.1: CONNECT as "aot", SUBSCRIBE t QoS 1, PUBLISH t QoS 0 and 1, PINGREQ, DISCONNECT.
readonly TRAINING_PACKETS='\x10\x0f\x00\x04MQTT\x04\x02\x00\x3c\x00\x03aot\x82\x06\x00\x01\x00\x01t\x01\x30\x05\x00\x01thi\x32\x07\x00\x01t\x00\x02hi\xc0\x00\xe0\x00'
readonly TRAINING_SECONDS_MAX=60

# train_broker CACHE CLASS_PATH MAIN NATIVE_LIBRARIES
train_broker() {
    local folder java_pid port status=0
    folder=$(mktemp -d)
    "$JAVA_HOME/bin/java" "-XX:AOTCacheOutput=$1" "@$ROBUSTMQ_HOME/scripts/jvm.options" "-Djava.library.path=$4" -cp "$2" "$3" \
        --set mqtt.tcp=127.0.0.1:0 --set mqtt.ws=127.0.0.1:0 --set kafka.tcp=127.0.0.1:0 --set admin.http=127.0.0.1:0 --set "data.directory=$folder/data" \
        >"$folder/out" 2>"$folder/err" 9>&- </dev/null &
    java_pid=$!
    port=$(await_port "$folder/out" "$java_pid") && talk "$port"
    kill -TERM "$java_pid" 2>/dev/null || true
    wait "$java_pid" || status=$?
    rm -rf "$folder"
    [[ $status -eq 0 && -s $1 ]]
}

# Prints the port of mqtt.tcp from the banner in $1 once it is there; fails when process $2 ended.
await_port() {
    local port deadline=$((SECONDS + TRAINING_SECONDS_MAX))
    while ((SECONDS < deadline)); do
        port=$(sed -n 's/^ *mqtt\.tcp .*:\([0-9]*\) .*/\1/p' "$1")
        [[ -n $port ]] && printf '%s' "$port" && return
        kill -0 "$2" 2>/dev/null || return 1
        sleep 0.05
    done
    return 1
}

# Sends the training packets to port $1 and reads until the broker closes.
talk() {
    local socket
    exec {socket}<>"/dev/tcp/127.0.0.1/$1" || return 0
    # shellcheck disable=SC2059  # the packets are a format on purpose: it turns \x into bytes
    printf "$TRAINING_PACKETS" >&"$socket"
    timeout 5 cat <&"$socket" >/dev/null || true
    exec {socket}>&-
}
