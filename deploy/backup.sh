#!/bin/sh
# Dumps the containers' database into backups/, while they work: backup.sh
set -eu
cd "$(dirname "$0")/.."
mkdir -p backups
file=backups/onrecord-$(date -u +%Y%m%dT%H%M%SZ).dump
trap 'rm -f "$file.part"' EXIT
umask 077 # it holds webhook addresses, which are secrets
docker compose -f deploy/compose.yaml exec -T postgres pg_dump -h 127.0.0.1 -U onrecord -d onrecord -Fc >"$file.part"
mv "$file.part" "$file"
echo "$PWD/$file"
