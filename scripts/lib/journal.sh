# Sourced by fault scripts: the journal alone, written and verified by storage's JournalWorkload.
# shellcheck shell=bash

# shellcheck source=scripts/lib/disks.sh
source scripts/lib/disks.sh

FOLDER=$(mktemp -d)
WRITER_PID=
# Totals of all verify calls of this run.
LOST=0 DUPLICATED=0 REORDERED=0 ACKED=0

wrong() {
    printf 'FAILED: %s\n' "$1" >&2
    if [[ -s $FOLDER/err ]]; then
        printf -- '-- the writer said:\n' >&2
        tail -n 20 "$FOLDER/err" >&2
    fi
    exit 1
}

clean_up() {
    kill_writer
    unmount
    rm -rf "$FOLDER"
}
trap clean_up EXIT

# Compiles what JournalWorkload needs, unless it is newer than every source of storage.
build_workload() {
    local target=$ROBUSTMQ_HOME/storage/target
    find_jdk
    if [[ ! -e $target/workload-path || -n $(find "$ROBUSTMQ_HOME"/storage/{src,pom.xml} -newer "$target/workload-path" -print -quit) ]]; then
        maven -q -DskipTests -pl storage -am test-compile \
            org.apache.maven.plugins:maven-dependency-plugin:build-classpath -Dmdep.outputFile=target/jars >&2 </dev/null ||
            wrong "the build failed"
        printf '%s:%s:%s' "$target/classes" "$target/test-classes" "$(<"$target/jars")" >"$target/workload-path"
    fi
    WORKLOAD=("$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData --sun-misc-unsafe-memory-access=allow
        --add-exports java.base/jdk.internal.misc=ALL-UNNAMED -cp "$(<"$target/workload-path")"
        io.robustmq.storage.faults.JournalWorkload)
}

# start_writer DIRECTORY LEDGER sync|lying COUNT: in the background; sets WRITER_PID.
start_writer() {
    "${WORKLOAD[@]}" write "$@" 2>"$FOLDER/err" &
    WRITER_PID=$!
}

kill_writer() {
    [[ -n $WRITER_PID ]] || return 0
    kill -KILL "$WRITER_PID" 2>/dev/null || true
    wait "$WRITER_PID" 2>/dev/null || true
    WRITER_PID=
}

lines_in() { if [[ -e $1 ]]; then wc -l <"$1"; else echo 0; fi; }

# await_acknowledged LEDGER LINES: until the ledger has more lines than that.
await_acknowledged() {
    local deadline=$((SECONDS + 30))
    until (($(lines_in "$1") > $2)); do
        kill -0 "$WRITER_PID" 2>/dev/null || wrong "the writer ended by itself"
        ((SECONDS < deadline)) || wrong "nothing acknowledged in 30 s"
        sleep 0.01
    done
}

# verify DIRECTORY LEDGER: sets FOUND_LINE and adds to the totals; its status is the verifier's.
verify() {
    local status=0 words
    FOUND_LINE=$("${WORKLOAD[@]}" verify "$@" 2>"$FOLDER/err") || status=$?
    read -ra words <<<"$FOUND_LINE"
    [[ ${words[0]:-} == acked ]] || wrong "the verifier failed"
    # shellcheck disable=SC2034 # the scripts read it
    ACKED=${words[1]}
    LOST=$((LOST + words[5])) DUPLICATED=$((DUPLICATED + words[7])) REORDERED=$((REORDERED + words[9]))
    return "$status"
}

# record CASE SEED CYCLES ACKED: one line of totals for the reliability ledger, if asked for.
record() {
    $RECORD || return 0
    local ledger=$ROBUSTMQ_HOME/perf-reports/reliability-ledger.csv
    [[ -e $ledger ]] || echo 'date,commit,case,seed,cycles,acked,lost,duplicated,reordered' >"$ledger"
    printf '%s,%s,%s,%s,%s,%s,%s,%s,%s\n' "$(date -u +%F)" "$(git -C "$ROBUSTMQ_HOME" rev-parse --short HEAD)" \
        "$1" "$2" "$3" "$4" "$LOST" "$DUPLICATED" "$REORDERED" >>"$ledger"
}
