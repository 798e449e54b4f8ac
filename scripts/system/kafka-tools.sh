#!/bin/bash
# Kafka's own command-line tools, 4.1, against a broker: topics, settings, records, groups of both protocols, offsets, what tools
# measure; and what is not there is refused by name.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh
# shellcheck source=scripts/lib/measure.sh
source scripts/lib/measure.sh
# shellcheck source=scripts/lib/kafka.sh
source scripts/lib/kafka.sh
readonly RECORDS=1000 READ=400 GROUP_S_MAX=40

resolve_tools
start_broker --set engine.cores=1 --set kafka.group.initial-rebalance-delay=100ms --set kafka.group.consumer-heartbeat-interval=200ms
ADDRESS=$(broker_address kafka.tcp)
kafka_configs() { tool kafka.admin.ConfigCommand --bootstrap-server "$ADDRESS" "$@"; }
kafka_get_offsets() { tool org.apache.kafka.tools.GetOffsetShell --bootstrap-server "$ADDRESS" "$@"; }
kafka() { tool "org.apache.kafka.tools.$1" --bootstrap-server "$ADDRESS" "${@:2}"; }

# kafka-topics
says '^Created topic t\.' kafka_topics --create --topic t --partitions 1 --replication-factor 1 --config retention.ms=3600000
says 'Topic: t	.*PartitionCount: 1	ReplicationFactor: 1	Configs: retention.ms=3600000' kafka_topics --describe --topic t
refuses 'topic t exists' kafka_topics --create --topic t
kafka_topics --alter --topic t --partitions 3
says 'Partition: 2	Leader: 256	Replicas: 256	Isr: 256' kafka_topics --describe --topic t
refuses 'can only have more' kafka_topics --alter --topic t --partitions 2
refuses "'none' does not exist" kafka_topics --describe --topic none

# kafka-configs
says '^Completed updating' kafka_configs --alter --topic t --add-config max.message.bytes=20000,flush.ms=100 --delete-config retention.ms
is $'Dynamic configs for topic t are:\n  flush.ms=100 sensitive=false synonyms={}\n  max.message.bytes=20000 sensitive=false synonyms={}' \
    kafka_configs --describe --topic t
says ' retention.ms=604800000 ' kafka_configs --describe --topic t --all
refuses 'no\.such\.thing' kafka_configs --alter --topic t --add-config no.such.thing=1
says ' num.partitions=1 ' kafka_configs --describe --broker 256 --all

# kafka-console-producer, kafka-console-consumer
seq 1 $RECORDS | kafka_produce --topic t --compression-codec lz4
[[ $(kafka_consume --topic t --from-beginning --max-messages $RECORDS | sort -n | md5sum) == "$(seq 1 $RECORDS | md5sum)" ]] ||
    wrong "what the console consumer reads is not what the console producer wrote"
printf 'h:1\tk1\tv1\nh:2\tk2\tnone\n' | kafka_produce --topic keyed --property parse.key=true --property parse.headers=true --property null.marker=none
is $'Partition:0\tOffset:0\th:1\tk1\tv1\nPartition:0\tOffset:1\th:2\tk2\tnull' kafka_consume --topic keyed --partition 0 --offset earliest --max-messages 2 \
    --property print.key=true --property print.headers=true --property print.offset=true --property print.partition=true

# kafka-get-offsets, kafka-delete-records, kafka-log-dirs
is $'keyed:0:2' kafka_get_offsets --topic keyed
is $'keyed:0:0' kafka_get_offsets --topic keyed --time earliest
says '^keyed:0:[01]$' kafka_get_offsets --topic keyed --time max-timestamp
says '^keyed:0:0$' kafka_get_offsets --topic keyed --time 0
echo '{"version": 1, "partitions": [{"topic": "keyed", "partition": 0, "offset": 1}]}' >"$FOLDER/delete.json"
says 'partition: keyed-0	low_watermark: 1' kafka DeleteRecordsCommand --offset-json-file "$FOLDER/delete.json"
is $'keyed:0:1' kafka_get_offsets --topic keyed --time earliest
says '"partition":"keyed-0","size":[1-9]' kafka LogDirsCommand --describe --topic-list keyed

# group_is GROUP STATE MEMBERS
group_is() { kafka_groups --describe --group "$1" --state 2>/dev/null | grep -Eq "^$1 .* $2 +$3\$"; }

has_lines() { (($(wc -l <"$1") >= $2)); }

# kafka-consumer-groups, and consumers of both protocols
for protocol in classic consumer; do
    group=g-$protocol
    [[ $(kafka_consume --topic t --group "$group" --consumer-property "group.protocol=$protocol" --consumer-property max.poll.records=$READ \
        --from-beginning --max-messages $READ | wc -l) == "$READ" ]] || wrong "$protocol: not as many as asked for"
    says "^$group\$" kafka_groups --list
    says "^$group +${protocol^}" kafka_groups --list --type
    [[ $(kafka_groups --describe --group "$group" --offsets | awk -v group="$group" '$1 == group { read += $4; end += $5; lag += $6 }
        END { print read, end, lag }') == "$READ $RECORDS $((RECORDS - READ))" ]] || wrong "$protocol: offsets and lag are not what was read"

    "${TOOL[@]}" org.apache.kafka.tools.consumer.ConsoleConsumer --bootstrap-server "$ADDRESS" --topic t --group "$group" \
        --consumer-property "group.protocol=$protocol" >"$FOLDER/read" 2>"$FOLDER/consumer-err" &
    consumer=$!
    await $GROUP_S_MAX "$group to have a member" group_is "$group" Stable 1
    await $GROUP_S_MAX "$group to read on where it stopped" has_lines "$FOLDER/read" $((RECORDS - READ))
    says "^$group +[^ ]+ +/127.0.0.1 +console-consumer +3 " kafka_groups --describe --group "$group" --members --verbose
    says 'is inactive, but the current state is Stable' kafka_groups --reset-offsets --group "$group" --topic t --to-earliest --execute
    says 'could not be deleted due to:.*GroupNotEmptyException' kafka_groups --delete --group "$group"
    kill -TERM $consumer
    wait $consumer || true
    await $GROUP_S_MAX "$group to be empty" group_is "$group" Empty 0
    ((RECORDS - READ == $(wc -l <"$FOLDER/read"))) || wrong "$protocol: the next member read $(wc -l <"$FOLDER/read")"

    says "^$group +t +0 +0 *\$" kafka_groups --reset-offsets --group "$group" --topic t --to-earliest --execute
    says "^$group +t +1 +0 +" kafka_groups --describe --group "$group"
    says '^t +1 +Successful' kafka_groups --delete-offsets --group "$group" --topic t:1
    says "Deletion of requested consumer groups \('$group'\) was successful" kafka_groups --delete --group "$group"
    says "GroupIdNotFoundException: $group" kafka_groups --describe --group "$group"
done

# kafka-verifiable-producer, kafka-verifiable-consumer
says '"name":"tool_data","sent":1000,"acked":1000,' kafka VerifiableProducer --topic verified --max-messages $RECORDS --acks -1
for protocol in classic consumer; do
    [[ $(kafka VerifiableConsumer --topic verified --group-id "v-$protocol" --group-protocol "$protocol" --max-messages $RECORDS --reset-policy earliest |
        awk -F '"count":' '/"records_consumed"/ { read += $2 + 0 } END { print read }') == "$RECORDS" ]] || wrong "$protocol: verifiable consumer"
    says "^v-$protocol +verified +0 +$RECORDS +$RECORDS +0 " kafka_groups --describe --group "v-$protocol"
done

# kafka-producer-perf-test, kafka-consumer-perf-test, kafka-e2e-latency
says '^50000 records sent' tool org.apache.kafka.tools.ProducerPerformance --topic fast --num-records 50000 --record-size 100 --throughput -1 \
    --producer-props "bootstrap.servers=$ADDRESS" acks=all
says ', 50000, [0-9.]+, [0-9]+, ' kafka ConsumerPerformance --topic fast --messages 50000
says '^Avg latency: ' tool org.apache.kafka.tools.EndToEndLatency "$ADDRESS" latency 200 all 100

# kafka-broker-api-versions, kafka-cluster, kafka-groups; and what is not there
says 'Produce\(0\): 0 to 1[3-9] \[usable: 13\]' kafka BrokerApiVersionsCommand
says '^Cluster ID: robustmq' tool org.apache.kafka.tools.ClusterTool cluster-id --bootstrap-server "$ADDRESS"
says '^v-consumer +Consumer +consumer' kafka GroupsCommand --list
refuses 'does not support DESCRIBE_QUORUM' kafka MetadataQuorumCommand describe --status
refuses 'does not support ELECT_LEADERS' kafka LeaderElectionCommand --election-type PREFERRED --all-topic-partitions
refuses 'does not support LIST_TRANSACTIONS' kafka TransactionsCommand list
refuses 'this broker has no transactions' tool org.apache.kafka.tools.ProducerPerformance --topic fast --num-records 1 --record-size 1 --throughput -1 \
    --transactional-id none --producer-props "bootstrap.servers=$ADDRESS" acks=all

# kafka-topics again
kafka_topics --delete --topic 'keyed|verified'
is $'fast\nlatency\nt' kafka_topics --list
