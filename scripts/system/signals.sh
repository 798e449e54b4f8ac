#!/bin/bash
# SIGHUP is survived, SIGTERM ends the broker with exit code 0 within 10 s, and the process id is the script's own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh

start_broker --set engine.cores=1
[[ $(ps -o comm= -p "$BROKER_PID") == java ]] || wrong "process $BROKER_PID is not the JVM"
kill -HUP "$BROKER_PID"
curl -fsS --retry 5 --retry-connrefused "http://$(broker_address admin.http)/health/ready" >/dev/null || wrong "not ready after SIGHUP"
kill -TERM "$BROKER_PID"
began=$SECONDS
status=0
wait "$BROKER_PID" || status=$?
[[ $status -eq 0 ]] || wrong "exit code $status after SIGTERM, not 0"
((SECONDS - began <= 10)) || wrong "took $((SECONDS - began)) s to end"
