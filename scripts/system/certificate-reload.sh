#!/bin/bash
# A certificate replaced under a running broker: after SIGHUP a new handshake shows the new one and the open connection
# lives on; files that are wrong are named in one line and what was in use stays. All of it under a broker that was
# started with SIGHUP ignored, as nohup does.
set -euo pipefail
trap '' HUP
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh
# shellcheck source=scripts/lib/measure.sh
source scripts/lib/measure.sh
readonly WAIT=20

# Certificate and key named $1.
new_certificate() {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$FOLDER/$1.key" -out "$FOLDER/$1.pem" -days 2 \
        -subj "/CN=$1" -addext subjectAltName=IP:127.0.0.1 2>/dev/null
}
# Puts certificate and key $1 where the broker looks, each at once.
install_files() {
    cp "$FOLDER/$1.pem" "$FOLDER/new" && mv "$FOLDER/new" "$FOLDER/cert.pem"
    cp "$FOLDER/$1.key" "$FOLDER/new" && mv "$FOLDER/new" "$FOLDER/key.pem"
}
# Prints the subject that a new handshake shows.
shown() {
    openssl s_client -connect "$(broker_address mqtt.tls)" </dev/null 2>/dev/null |
        openssl x509 -noout -subject -nameopt multiline | sed -n 's/ *commonName *= //p'
}
shows() { [[ $(shown) == "$1" ]]; }
said() { grep -c "$1" "$FOLDER/err"; }
said_times() { (($(said "$2") == $1)); }
heard() { grep -qx "$1" "$FOLDER/heard"; }

new_certificate first
new_certificate second
install_files first
start_broker --set mqtt.tls=127.0.0.1:0 --set "tls.certificate=$FOLDER/cert.pem" --set "tls.key=$FOLDER/key.pem"
shows first || wrong "the first certificate is not shown but $(shown)"

tcp=(-h 127.0.0.1 -p "$(broker_address mqtt.tcp | sed 's/.*://')")
tls=(-h 127.0.0.1 -p "$(broker_address mqtt.tls | sed 's/.*://')")
# A client without a keep-alive that falls due, which would say so if its connection ended: it is to hear three messages.
timeout 120 mosquitto_sub "${tls[@]}" --cafile "$FOLDER/first.pem" -t reload -C 3 -i listener -k 600 >"$FOLDER/heard" 2>"$FOLDER/listener" &
listener=$!
listening() { (($(metric robustmq_mqtt_subscriptions) == 1)); }
await $WAIT "the listener's subscription" listening
tell() {
    timeout $WAIT mosquitto_pub "${tcp[@]}" -q 1 -t reload -m "$1"
    await $WAIT "$1 heard over the connection opened first" heard "$1"
}
tell before

install_files second
kill -HUP "$BROKER_PID"
await $WAIT "the second certificate" shows second
tell after

printf 'no certificate\n' >"$FOLDER/cert.pem"
kill -HUP "$BROKER_PID"
await $WAIT "a line about the wrong file" said_times 1 "not reloaded"
said_times 1 "$FOLDER/cert.pem: " || wrong "the line does not name the file"
shows second || wrong "with a wrong file $(shown) is shown, not second"

install_files second
cp "$FOLDER/first.key" "$FOLDER/key.pem" # of the other certificate
kill -HUP "$BROKER_PID"
await $WAIT "a line about the wrong key" said_times 2 "not reloaded"
shows second || wrong "with a wrong key $(shown) is shown, not second"

install_files first
kill -HUP "$BROKER_PID"
await $WAIT "the first certificate again" shows first
tell "at the end"
wait $listener || wrong "the connection opened first did not live: $(cat "$FOLDER/listener")"
connections=$(metric robustmq_mqtt_connections_accepted_total)
((connections == 4)) || wrong "$connections CONNECTs, not 4: the listener connected anew"
