# Sourced by fault scripts: MQTT 3.1.1 by hand, over descriptors of bash. Needs lib/broker.sh.
# shellcheck shell=bash

# By process id and listener, so that opening thousands starts no process each time.
declare -A KNOWN_ADDRESSES

# open_socket NAME LISTENER: sets NAME to a descriptor connected to that listener (a key of the banner).
open_socket() {
    local -n opened=$1
    local key="$BROKER_PID $2" address
    [[ -n ${KNOWN_ADDRESSES[$key]:-} ]] || KNOWN_ADDRESSES[$key]=$(broker_address "$2")
    address=${KNOWN_ADDRESSES[$key]}
    # shellcheck disable=SC2034 # set for the caller
    exec {opened}<>"/dev/tcp/${address%:*}/${address##*:}"
}

# CONNECT of a clean session without a keep-alive, client id $2 of at most 100 bytes, on descriptor $1; reads the CONNACK.
mqtt_connect() {
    local id=$2
    printf '\x10%b\x00\x04MQTT\x04\x02\x00\x00\x00%b%s' "$(hex_byte $((12 + ${#id})))" "$(hex_byte ${#id})" "$id" >&"$1"
    [[ $(head -c 4 <&"$1" | od -An -tx1 | tr -d ' \n') == 20020000 ]]
}

# Prints a byte as an escape of printf.
hex_byte() {
    printf '\\x%02x' "$1"
}

# PINGREQ on descriptor $1, whose answer comes within $2 seconds.
mqtt_ping() {
    printf '\xc0\x00' >&"$1"
    [[ $(timeout "$2" head -c 2 <&"$1" | od -An -tx1 | tr -d ' \n') == d000 ]]
}

# Prints the milliseconds of the slowest of $2 PINGREQs on descriptor $1, one every 50 ms; each may take 10 s.
slowest_ping_ms() {
    local i began ms slowest=0
    for ((i = 0; i < $2; i++)); do
        began=${EPOCHREALTIME/./}
        mqtt_ping "$1" 10 || return 1
        ms=$(((${EPOCHREALTIME/./} - began) / 1000))
        slowest=$((ms > slowest ? ms : slowest))
        sleep 0.05
    done
    printf '%d\n' "$slowest"
}
