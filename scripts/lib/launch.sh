# Sourced by the launchers: finds JDK 25, builds a module when its sources changed, runs its class path.
# shellcheck shell=bash

ROBUSTMQ_HOME=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
readonly ROBUSTMQ_HOME
readonly JDK_WANTED=25

fail() {
    printf '%s: %s\n' "$(basename "$0")" "$1" >&2
    exit "${2:-1}"
}

# Is $1 the home of a JDK of the wanted version or a later one? Its release file says so without starting it, or anything.
is_wanted_jdk() {
    local line
    [[ -x $1/bin/javac && -r $1/release ]] || return 1
    while read -r line; do
        if [[ $line =~ ^JAVA_VERSION=\"([0-9]+) ]]; then
            ((BASH_REMATCH[1] >= JDK_WANTED))
            return
        fi
    done <"$1/release"
    return 1
}

# Sets JAVA_HOME.
find_jdk() {
    local home
    for home in "${ROBUSTMQ_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/*; do
        if [[ -n $home ]] && is_wanted_jdk "$home"; then
            export JAVA_HOME=$home
            return
        fi
    done
    fail "no JDK $JDK_WANTED found: install one (Debian: apt-get install openjdk-25-jdk-headless, or https://adoptium.net) or set ROBUSTMQ_JAVA_HOME"
}

# Maven on the JDK found, without the warnings that its own libraries earn there.
maven() {
    command -v mvn >/dev/null || fail "Maven is needed to build: apt-get install maven"
    (cd "$ROBUSTMQ_HOME" && MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}" \
        mvn -B -Dstyle.color=never "$@")
}

# Has a source, a pom or a folder of sources changed since the file $1 was written? Every start asks, so it looks at nothing else.
is_stale() {
    [[ ! -e $1 ]] && return 0
    [[ ! -d $ROBUSTMQ_HOME/codec/src ]] && return 1
    local module looked=("$ROBUSTMQ_HOME/pom.xml")
    for module in "$ROBUSTMQ_HOME"/{codec,transport,storage,loadgen,engine} "$ROBUSTMQ_HOME"/engine/*; do
        [[ ! -e $module/pom.xml ]] || looked+=("$module/pom.xml")
        [[ ! -d $module/src/main ]] || looked+=("$module/src/main")
    done
    [[ -n $(find "${looked[@]}" -newer "$1" -print -quit) ]]
}

# Packages module $1 with what it needs, unless its stamp is newer than every source; then calls $2, if given.
build_if_stale() {
    local target=$ROBUSTMQ_HOME/$1/target
    local stamp=$target/built
    is_stale "$stamp" || return 0
    mkdir -p "$target"
    exec 9>"$target/.lock"
    flock 9
    if is_stale "$stamp"; then
        local started
        started=$(mktemp "$target/.started.XXXXXX")
        printf 'building %s, once\n' "$1" >&2
        rm -rf "${target:?}"/lib
        maven -q -Dmaven.test.skip=true -pl "$1" -am package >&2 9>&- </dev/null || fail "the build failed"
        unpack_natives "$1"
        [[ -z ${2:-} ]] || "$2"
        mv "$started" "$stamp"
    fi
    exec 9>&-
}

# Prints the class path of the built module $1: its own jar first and ours behind it, Bouncy Castle's, RocksDB's and Kafka's
# last, since the JVM opens jars in this order until it finds what it looks for, and theirs take longest. What only tools
# need, Chronicle-Bytes and what it stands on, is on it with "tools" as $2 alone.
class_path() {
    local target=$ROBUSTMQ_HOME/$1/target jar ours=() first=() last=() tools=()
    for jar in "$target"/*-SNAPSHOT.jar "$target"/lib/*.jar; do
        case $jar in
            *-SNAPSHOT.jar) ours+=("$jar") ;;
            */lib/chronicle-* | */lib/posix-*) tools+=("$jar") ;;
            */bc*-jdk18on-* | */rocksdbjni-* | */slf4j-* | */kafka-clients-* | */zstd-jni-* | */snappy-java-* | */lz4-java-*) last+=("$jar") ;;
            *) first+=("$jar") ;;
        esac
    done
    ours+=("${first[@]}" "${last[@]}")
    [[ ${2:-} != tools ]] || ours+=("${tools[@]}")
    local IFS=:
    printf '%s' "${ours[*]}"
}

# The native libraries of Netty and RocksDB that module $1 needs, unpacked at build time so that no start has to.
unpack_natives() {
    local target=$ROBUSTMQ_HOME/$1/target jar
    rm -rf "$target/native" "$target/unpacked"
    mkdir -p "$target/native" "$target/unpacked"
    for jar in "$target"/lib/*linux-x86_64.jar; do
        (cd "$target/unpacked" && "$JAVA_HOME/bin/jar" --extract --file "$jar" META-INF/native 2>/dev/null) || continue
    done
    for jar in "$target"/lib/rocksdbjni-*.jar; do
        (cd "$target/unpacked" && "$JAVA_HOME/bin/jar" --extract --file "$jar" librocksdbjni-linux64.so 2>/dev/null) || continue
    done
    find "$target/unpacked" -name '*.so' -exec mv {} "$target/native/" \;
    rm -rf "$target/unpacked"
}
