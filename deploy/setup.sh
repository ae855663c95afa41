#!/bin/sh
# Makes what compose.yaml needs beside it and must not be in the repository: passwords, and your two files to edit.
# Leaves alone what is there. Files of secrets/ can be read by everybody, its folder by you only: containers read them
# as users of their own.
set -eu
cd "$(dirname "$0")"

make_secret() { # make_secret NAME VALUE
    [ -e "secrets/$1" ] && return
    printf '%s\n' "$2" >"secrets/$1"
    chmod 444 "secrets/$1"
}
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

mkdir -p secrets config
chmod 700 secrets
make_secret postgres_password "$(random)"
make_secret database_url "postgresql://onrecord:$(cat secrets/postgres_password)@postgres/onrecord"
make_secret grafana_password "$(random)"

if [ ! -e secrets/broker_url ]; then
    rm -f secrets/redis_acl # one is of no use without the other
    password=$(random)
    make_secret broker_url "redis://onrecord:$password@redis:6379/0"
    # Keys of ours only; FLUSHDB because it loses nothing, INFO for the start-up check and the metrics.
    make_secret redis_acl "user default on nopass -@all +ping
user onrecord on #$(printf %s "$password" | sha256sum | cut -d' ' -f1) ~onrecord:* resetchannels +@all -@admin -@dangerous +info +flushdb"
fi

[ -e .env ] || cp env.example .env
[ -e config/onrecord.toml ] || cp ../services/onrecord_cli/example.toml config/onrecord.toml
