#!/bin/bash
# The command line of robust-server: template, show, mistakes and their exit codes, users.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

wrong() {
    printf 'FAILED: %s\n' "$1" >&2
    exit 1
}

scripts/robust-server config template >"$folder/broker.yaml"
scripts/robust-server config validate --config "$folder/broker.yaml" >/dev/null || wrong "the template is not valid"
shown=$(ROBUST_MQ_SERVER_NODE__ID=7 scripts/robust-server config show --set mqtt.ws=off)
grep -q '^node.id  *7  *environment ROBUST_MQ_SERVER_NODE__ID$' <<<"$shown" || wrong "show: environment"
grep -q '^mqtt.ws  *off  *--set mqtt.ws=off$' <<<"$shown" || wrong "show: flag"

printf 'mqtt:\n  tpc: off\n' >"$folder/wrong.yaml"
status=0
said=$(scripts/robust-server --config "$folder/wrong.yaml" 2>&1) || status=$?
[[ $status -eq 2 ]] || wrong "exit code $status for an unknown key, not 2"
[[ $said == "robust-server: $folder/wrong.yaml:2:3: mqtt.tpc: unknown key, did you mean mqtt.tcp?" ]] || wrong "said: $said"

printf 'secret\n' | scripts/robust-server user add --users "$folder/users" alice
[[ $(scripts/robust-server user list --users "$folder/users") == alice ]] || wrong "user list"
scripts/robust-server user remove --users "$folder/users" alice
[[ ! -s $folder/users ]] || wrong "user remove"
