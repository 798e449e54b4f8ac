#!/bin/bash
# Debian's mosquitto clients against a broker with TLS and users: over TCP and TLS, with the right and a wrong password,
# inside and outside the grants, before and after SIGHUP.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh
readonly WAIT=20

printf 'right\n' | scripts/robust-server user add --users "$FOLDER/users" --publish 'a/#' --subscribe 'a/#' alice
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$FOLDER/key.pem" -out "$FOLDER/cert.pem" -days 2 \
    -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 2>/dev/null
start_broker --set "auth.users=$FOLDER/users" --set mqtt.tls=127.0.0.1:0 \
    --set "tls.certificate=$FOLDER/cert.pem" --set "tls.key=$FOLDER/key.pem"
tcp=(-h 127.0.0.1 -p "$(broker_address mqtt.tcp | sed 's/.*://')")
tls=(-h 127.0.0.1 -p "$(broker_address mqtt.tls | sed 's/.*://')" --cafile "$FOLDER/cert.pem")

# A retained message is there for whoever asks later, so nothing has to be timed. $1 topic, $2 message, then where.
publish() {
    timeout $WAIT mosquitto_pub -u alice -P right -q 1 -r -t "$1" -m "$2" "${@:3}"
}
receive() {
    timeout $WAIT mosquitto_sub -u alice -P right -q 1 -t "$1" -C 1 "${@:2}"
}

for version in mqttv31 mqttv311 mqttv5; do
    publish "a/$version" over-tcp "${tcp[@]}" -V "$version"
    [[ $(receive "a/$version" "${tls[@]}" -V "$version") == over-tcp ]] || wrong "$version: TCP to TLS"
    publish "a/$version" over-tls "${tls[@]}" -V "$version"
    [[ $(receive "a/$version" "${tcp[@]}" -V "$version") == over-tls ]] || wrong "$version: TLS to TCP"
done

! timeout $WAIT mosquitto_pub "${tcp[@]}" -u alice -P wrong -t a/b -m x 2>/dev/null || wrong "a wrong password was taken"
! timeout $WAIT mosquitto_pub "${tcp[@]}" -t a/b -m x 2>/dev/null || wrong "an anonymous client was taken"
said=$(timeout $WAIT mosquitto_pub "${tcp[@]}" -u alice -P right -V mqttv5 -q 1 -t b -m x 2>&1 || true)
[[ $said == *"Not authorized"* ]] || wrong "published outside the grant: $said"

printf 'new\n' | scripts/robust-server user add --users "$FOLDER/users" bob
kill -HUP "$BROKER_PID"
deadline=$((SECONDS + WAIT))
until timeout $WAIT mosquitto_pub "${tcp[@]}" -u bob -P new -t a/b -m x 2>/dev/null; do
    ((SECONDS < deadline)) || wrong "a user added before SIGHUP is unknown"
    sleep 0.1
done
