#!/bin/bash
# Kafka Connect 4.1, standalone: lines of a file become records of a topic, and these lines of another file; also over a restart of
# the worker, which goes on where it was.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh
# shellcheck source=scripts/lib/measure.sh
source scripts/lib/measure.sh
# shellcheck source=scripts/lib/kafka.sh
source scripts/lib/kafka.sh
readonly LINES=500 COPIED_S_MAX=40
source_file=$FOLDER/source.txt sink_file=$FOLDER/sink.txt

resolve_tools
start_broker --set engine.cores=1 --set kafka.group.initial-rebalance-delay=100ms
ADDRESS=$(broker_address kafka.tcp)
cat >"$FOLDER/worker.properties" <<END
bootstrap.servers=$ADDRESS
key.converter=org.apache.kafka.connect.storage.StringConverter
value.converter=org.apache.kafka.connect.storage.StringConverter
offset.storage.file.filename=$FOLDER/connect.offsets
offset.flush.interval.ms=500
listeners=http://127.0.0.1:0
plugin.discovery=service_load
END
cat >"$FOLDER/source.properties" <<END
name=file-source
connector.class=org.apache.kafka.connect.file.FileStreamSourceConnector
tasks.max=1
file=$source_file
topic=copied
END
cat >"$FOLDER/sink.properties" <<END
name=file-sink
connector.class=org.apache.kafka.connect.file.FileStreamSinkConnector
tasks.max=1
file=$sink_file
topics=copied
END
start_worker() {
    "${TOOL[@]}" org.apache.kafka.connect.cli.ConnectStandalone "$FOLDER"/{worker,source,sink}.properties >"$FOLDER/worker" 2>&1 &
    WORKER_PID=$!
}
stop_worker() {
    kill -TERM "$WORKER_PID"
    wait "$WORKER_PID" || true
}
is_copied() { cmp -s "$source_file" "$sink_file"; }
await_copied() { await $COPIED_S_MAX "the sink's file to be the source's" is_copied; }

seq -f 'line %.0f' 1 $LINES >"$source_file"
: >"$sink_file"
start_worker
await_copied
is "copied:0:$LINES" tool org.apache.kafka.tools.GetOffsetShell --bootstrap-server "$ADDRESS" --topic copied
says "^connect-file-sink +copied +0 +[0-9]+ +$LINES " kafka_groups --describe --group connect-file-sink
stop_worker

seq -f 'line %.0f' $((LINES + 1)) $((2 * LINES)) >>"$source_file"
start_worker
await_copied
stop_worker
is "copied:0:$((2 * LINES))" tool org.apache.kafka.tools.GetOffsetShell --bootstrap-server "$ADDRESS" --topic copied
says "^connect-file-sink +copied +0 +$((2 * LINES)) +$((2 * LINES)) +0 " kafka_groups --describe --group connect-file-sink
[[ $(kafka_consume --topic copied --from-beginning --max-messages $((2 * LINES)) | md5sum) == "$(md5sum <"$source_file")" ]] ||
    wrong "the topic does not have the lines in their order"
