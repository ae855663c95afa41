#!/bin/sh
# Puts a dump in the place of the containers' database, and makes sure that nobody is told twice:
# restore.sh FILE [UNTIL], UNTIL the time (UTC, 2026-11-23T06:30) at which the lost system was last at work.
set -eu
file=${1:?usage: restore.sh FILE [UNTIL]}
test -r "$file" || { echo "$file cannot be read" >&2; exit 2; }
dump=$(realpath "$file")
cd "$(dirname "$0")/.."
compose() { docker compose -f deploy/compose.yaml "$@"; }
database() { compose exec -T postgres "$@"; }

sh deploy/setup.sh
compose up -d --wait postgres redis
compose stop ingest clean extract track alert beat sweep
# Beside the database that is there, so that a dump which cannot be read costs nothing.
database dropdb -h 127.0.0.1 -U onrecord --if-exists restoring
database createdb -h 127.0.0.1 -U onrecord -T template0 restoring
database pg_restore -h 127.0.0.1 -U onrecord -d restoring --exit-on-error --no-owner <"$dump"
database dropdb -h 127.0.0.1 -U onrecord --force onrecord
database psql -h 127.0.0.1 -U onrecord -d postgres -qc 'ALTER DATABASE restoring RENAME TO onrecord'
compose run --rm migrate
compose run --rm --no-deps onrecord restored ${2:+--until "$2"}
compose up -d --wait
