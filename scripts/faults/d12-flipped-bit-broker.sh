#!/bin/bash
# D12: one bit of one file in a broker's data directory is flipped while it is down: at the next start the broker refuses and says
# why, or says what is damaged, or it made no difference. Never silently wrong, and no journal segment is gone.
#   scripts/faults/d12-flipped-bit-broker.sh [--record] [FLIPS for each type of file, 3 unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/ledger.sh
source scripts/lib/ledger.sh

read_arguments "$@"
flips=${ARGUMENTS[0]:-3}
readonly HEAD_BYTES=65536 START_S_MAX=60
settings=(--set engine.cores=1 --set journal.segment-size=1MiB --set journal.ring-size=512KiB)
build_all
base=$FOLDER/base

start_durable "${settings[@]}"
write_ledger --messages 200 --payload 1000
await_ledger 60
kill_broker
mkdir "$base"
cp -a "$FOLDER/data" "$LEDGER" "$base/"

# Names of files without their numbers are types: segment-, CURRENT, MANIFEST-, .sst …
list_files() { (cd "$base/data" && find . -type f -size +0 | sort | sed -E 's/(.*)/\1 \1/; s/ (.*)[0-9a-f]{16}/ \1/; s/ (.*\/)?[0-9]{4,}/ \1/; s/-[0-9]+$/-/'); }
types=$(list_files | cut -d' ' -f2 | sort -u)
any_of_type() { list_files | awk -v type="$1" '$2 == type { print $1 }' | shuf -n 1; }
random_below() { echo $(((RANDOM << 15 | RANDOM) % $1)); }
flip() {
    local file=$1 at=$2 bit=$3 byte
    byte=$(od -An -tu1 -j "$at" -N 1 "$file" | tr -d ' ')
    # shellcheck disable=SC2059 # the byte as an escape is the format
    printf "\\x$(printf %02x $((byte ^ 1 << bit)))" | dd of="$file" bs=1 seek="$at" conv=notrunc status=none
}
# Starts the broker; false when it refused.
starts() {
    local deadline=$((SECONDS + START_S_MAX))
    : >"$FOLDER/out"
    scripts/robust-server "${settings[@]}" --set "mqtt.tcp=127.0.0.1:$PORT" --set mqtt.ws=off --set kafka.tcp=off --set admin.http=off --set journal.durability=sync \
        --set mqtt.max-queued-messages=1000000 --set "data.directory=$FOLDER/data" >"$FOLDER/out" 2>"$FOLDER/err" </dev/null &
    BROKER_PID=$!
    until grep -q '^  ready ' "$FOLDER/out"; do
        if ! kill -0 "$BROKER_PID" 2>/dev/null; then
            wait "$BROKER_PID" && wrong "$what: the broker ended as if all were well"
            BROKER_PID=
            return 1
        fi
        ((SECONDS < deadline)) || wrong "$what: neither ready nor ended"
        sleep 0.1
    done
}
segments_are_there() {
    local segment
    for segment in "$base"/data/journal/segment-*; do
        [[ -e $FOLDER/data/journal/${segment##*/} ]] || compgen -G "$FOLDER/data/quarantine/*" >/dev/null || return 1
    done
}

refused=0 told=0 harmless=0 total=0
for type in $types; do
    for ((i = 0; i < flips; i++)); do
        rm -rf "$FOLDER/data" "$LEDGER"
        cp -a "$base/data" "$FOLDER/data"
        cp "$base/ledger" "$LEDGER"
        file=$(any_of_type "$type")
        size=$(stat -c %s "$FOLDER/data/$file")
        at=$(random_below $((size < HEAD_BYTES || i % 3 == 2 ? size : HEAD_BYTES)))
        bit=$((RANDOM % 8))
        what="bit $bit of byte $at of $file"
        flip "$FOLDER/data/$file" "$at" $bit
        if ! starts; then
            [[ -s $FOLDER/err ]] || wrong "$what: refused without a word"
            refused=$((refused + 1))
        elif grep -qi 'damage' "$FOLDER/err"; then
            told=$((told + 1))
        else
            verify_ledger --quiet 1s || wrong "$what: nothing was said, and: $(<"$FOLDER/found")"
            harmless=$((harmless + 1)) total=$((total + ACKED))
        fi
        segments_are_there || wrong "$what: a segment is gone"
        kill_broker
    done
done
ACKED=$total
record D12-mqtt random $((refused + told + harmless))
printf 'PASS D12: %s flips in %s types of files: %s starts refused with the reason, %s told of damage, %s made no difference\n' \
    $((refused + told + harmless)) "$(wc -w <<<"$types")" $refused $told $harmless
