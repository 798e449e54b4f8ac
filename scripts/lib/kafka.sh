# Sourced by scripts that run Kafka's own programs, behind broker.sh and from the project's folder. What they consist of comes
# through Maven and is no part of what is built; scripts/kafka/target says where it lies.
# shellcheck shell=bash

# shellcheck source=scripts/lib/launch.sh
declare -F find_jdk >/dev/null || source scripts/lib/launch.sh
readonly KAFKA_FILES=$ROBUSTMQ_HOME/scripts/kafka
readonly TOOL_WAIT_S=120
# One start after the other: what a start costs counts, not how fast it gets. Of all output only the program's own.
readonly TOOL_JVM=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xlog:disable -Xshare:auto --enable-native-access=ALL-UNNAMED)

# resolve_jars NAME POM [options of mvn]: sets JARS, a class path; asks Maven if it did not yet, or a jar went away.
resolve_jars() {
    local kept=$KAFKA_FILES/target/$1.path pom=$KAFKA_FILES/$2 jar
    JARS=$(cat "$kept" 2>/dev/null || true)
    if [[ -n $JARS && $kept -nt $pom ]]; then
        while read -r -d : jar; do [[ -e $jar ]] || JARS=; done <<<"$JARS:"
        [[ -z $JARS ]] || return 0
    fi
    mkdir -p "$KAFKA_FILES/target"
    maven -q -f "$pom" "${@:3}" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath \
        -Dmdep.outputFile="$kept.new" >&2 </dev/null || wrong "Maven finds no $1"
    mv "$kept.new" "$kept"
    JARS=$(<"$kept")
}

# Sets TOOL, the command that the class and arguments of one of Kafka's programs follow. Their classes are kept loaded and linked
# after the first one's end.
resolve_tools() {
    find_jdk
    resolve_jars tools tools.xml
    TOOL=(timeout "$TOOL_WAIT_S" "$JAVA_HOME/bin/java" "${TOOL_JVM[@]}" -XX:+AutoCreateSharedArchive
        "-XX:SharedArchiveFile=$KAFKA_FILES/target/tools.jsa" -cp "$JARS")
}

# tool CLASS [arguments]: what it says beside its output is in $FOLDER/tool-err.
tool() { "${TOOL[@]}" "$@" 2>"$FOLDER/tool-err"; }

# says PATTERN COMMAND…: it ends well, and a line of its output is like that.
says() {
    local said
    said=$("${@:2}") || wrong "${*:2}: ended with $?: $said $(<"$FOLDER/tool-err")"
    grep -Eq -- "$1" <<<"$said" || wrong "${*:2}: no '$1' in: $said"
}

# is OUTPUT COMMAND…: it ends well and says that alone.
is() {
    local said
    said=$("${@:2}") || wrong "${*:2}: ended with $?: $said $(<"$FOLDER/tool-err")"
    [[ $said == "$1" ]] || wrong "${*:2}: wanted '$1', said: $said"
}

# refuses PATTERN COMMAND…: it ends badly, and says why.
refuses() {
    local said
    ! said=$("${@:2}") || wrong "${*:2}: was not refused: $said"
    grep -Eq -- "$1" - "$FOLDER/tool-err" <<<"$said" || wrong "${*:2}: no '$1' in: $said $(<"$FOLDER/tool-err")"
}

# The commands of Kafka's bin directory that several scripts use, of the broker at $ADDRESS.
kafka_topics() { tool org.apache.kafka.tools.TopicCommand --bootstrap-server "$ADDRESS" "$@"; }
kafka_groups() { tool org.apache.kafka.tools.consumer.group.ConsumerGroupCommand --bootstrap-server "$ADDRESS" "$@"; }
kafka_produce() { tool org.apache.kafka.tools.ConsoleProducer --bootstrap-server "$ADDRESS" "$@"; }
kafka_consume() { tool org.apache.kafka.tools.consumer.ConsoleConsumer --bootstrap-server "$ADDRESS" --timeout-ms $((TOOL_WAIT_S * 500)) "$@"; }

# resolve_kafkajs: sets NODE_PATH, where node finds it; asks npm for what the lock file names if it did not yet.
resolve_kafkajs() {
    local target=$KAFKA_FILES/target/kafkajs
    export NODE_PATH=$target/node_modules
    [[ $target/installed -nt $KAFKA_FILES/kafkajs/package-lock.json ]] && return 0
    mkdir -p "$target"
    cp "$KAFKA_FILES"/kafkajs/package{,-lock}.json "$target/"
    (cd "$target" && npm ci --silent --no-audit --no-fund --ignore-scripts >&2 </dev/null) || wrong "npm finds no kafkajs"
    touch "$target/installed"
}
