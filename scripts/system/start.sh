#!/bin/bash
# What is open after a start: every jar of the class path, so that a class may be loaded for the first time when the process
# can open no more files. The JVM gives a jar up for good that it could not open.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh
# shellcheck source=scripts/lib/launch.sh
source scripts/lib/launch.sh
readonly WAIT=20

start_broker --set engine.cores=1
wanted=$(class_path engine/server | tr : '\n' | sort)
deadline=$((SECONDS + WAIT))
until [[ $(find "/proc/$BROKER_PID/fd" -lname '*.jar' -printf '%l\n' | sort -u) == "$wanted" ]]; do
    ((SECONDS < deadline)) || wrong "not all jars are open after a start"
    sleep 0.1
done
