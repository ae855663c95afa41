.DEFAULT_GOAL := help
.PHONY: help setup demo run replay up down ps logs demo-up demo-down backup restore test-compose check-k8s test check format lint types imports quality quality-clutter quality-novelty quality-copies bench-extract bench-track bench-clean bench-outlets bench-retention bench-topics clean torture-alert check-dashboard pictures bench-storm

T ?= tests
FEED ?= http://127.0.0.1:8765/feed.xml

help:  ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## *' '{printf "  \033[36m%-16s\033[0m %s\n", $$1, $$2}'

# -- use it ------------------------------------------------------------------

setup: .venv/ready  ## Everything that is needed, into .venv

demo: .venv/ready  ## Three newspapers, all services, the alerts as they arrive; a minute
	.venv/bin/onrecord demo

run: .venv/ready  ## The product on your own onrecord.toml (made on first run); Ctrl-C stops it
	.venv/bin/onrecord run

replay: .venv/ready  ## One feed through every stage, with a table at the end; FEED=http://…
	.venv/bin/onrecord replay $(FEED)

# -- run it for others, in containers: docs/operations.md --------------------

COMPOSE := docker compose -f deploy/compose.yaml
DEMO := $(COMPOSE) -p onrecord-demo --env-file deploy/demo.env --profile demo

up:  ## Build and start all services, and follow deploy/config/onrecord.toml; PROFILE=observe adds Grafana
	sh deploy/setup.sh
	$(COMPOSE) $(PROFILE:%=--profile %) up -d --build --wait
	$(COMPOSE) run --rm --no-deps --build onrecord apply

down:  ## Stop them; what they know is kept
	$(COMPOSE) --profile observe down

ps:  ## The containers, and whether each is healthy
	$(COMPOSE) --profile observe ps --all

logs:  ## What they log; SERVICE=extract, TRACE=… for one article
	$(COMPOSE) --profile observe logs --no-log-prefix $(if $(TRACE),,--follow --tail 200) $(SERVICE) $(TRACE:%=| grep -F '%')

demo-up:  ## The demo in containers: newspapers, all services, mail to read at http://127.0.0.1:8025
	sh deploy/setup.sh
	$(DEMO) up -d --build --wait

demo-down:  ## Stop the demo in containers, and forget it
	$(DEMO) down -v

backup:  ## A dump of the containers' database into backups/
	sh deploy/backup.sh

restore:  ## Put a dump back and tell nobody twice; FILE=backups/….dump, UNTIL=2026-11-23T06:30 if known (UTC)
	sh deploy/restore.sh $(FILE) $(UNTIL)

test-compose: .venv/ready  ## The demo in containers, some of them killed; needs a Docker engine, ten minutes
	.venv/bin/python tests/system/compose.py

# -- work on it --------------------------------------------------------------

test: .venv/ready  ## All tests; T=tests/unit runs a part
	.venv/bin/pytest -n 2 --dist loadfile $(T)

check: format lint types imports test  ## What CI runs

format: .venv/ready  ## Formatting, checked; `uv run ruff format` mends it
	.venv/bin/ruff format --check

lint: .venv/ready  ## Lint rules
	.venv/bin/ruff check

types: .venv/ready  ## mypy --strict
	.venv/bin/mypy

imports: .venv/ready  ## Who may import whom
	.venv/bin/lint-imports

check-dashboard: .venv/ready  ## Prometheus on loopback: every query of the dashboard, and what it returned
	.venv/bin/pytest -q -s tests/system/test_observe.py

check-k8s: .venv/ready  ## deploy/k8s against the schemas of Kubernetes
	$(UV) run --no-project --with kubernetes-validate --with pyyaml python tests/quality/manifests.py

# -- measure it: ONRECORD_DATA is the folder of the data sets, ONRECORD_EVAL of the scoring scripts ------------

quality: .venv/ready  ## How well statements and entities are found, beside the rules
	.venv/bin/python tests/quality/statements.py

quality-clutter: .venv/peers  ## Text and labels beside other extractors
	.venv/bin/python tests/quality/clutter.py

quality-novelty: .venv/ready  ## Verdicts on labelled pairs, with intervals, beside simple baselines; PAIRS=….jsonl for your own
	.venv/bin/python tests/quality/novelty.py $(PAIRS)

quality-copies: .venv/ready  ## How surely copies of one text are told from articles that go on from it
	.venv/bin/python tests/quality/copies.py

bench-extract: .venv/ready  ## Extract: articles a second, memory, growth to a megabyte
	.venv/bin/python tests/bench/extract.py

bench-storm: .venv/ready  ## Alerts: 10,000 at once, 1,000 outlets with one story; what is told and what it costs
	.venv/bin/python tests/bench/storm.py

torture-alert: .venv/ready  ## The alert worker killed 200 times while it sends; a quarter of an hour
	.venv/bin/python tests/bench/torture_alert.py --kills 200

bench-track: .venv/ready  ## Verdicts a second beside 10,000 to 1,000,000 utterances, SQLite and PostgreSQL; twenty minutes
	PYTHONPATH=tests .venv/bin/python tests/bench/track.py

bench-clean: .venv/peers  ## Clean: time and memory a page beside trafilatura; PAGES=….jsonl.gz for real ones
	.venv/bin/python tests/bench/clean.py $(PAGES)

bench-outlets: .venv/ready  ## Clean: what an outlet's furniture and stories cost as they grow; N=10000 articles
	.venv/bin/python tests/bench/outlets.py $(N)

bench-retention: .venv/ready  ## What it costs to let go of what is old, and MB by table, SQLite and PostgreSQL; N=10000 articles
	PYTHONPATH=tests .venv/bin/python tests/bench/retention.py $(N)

bench-topics: .venv/ready  ## Topics: time a statement against 1,000 to 100,000 of them, beside trying each
	.venv/bin/python tests/bench/topics.py

pictures: .venv/ready  ## Draw docs/pictures anew; needs chromium
	PYTHONPATH=tests .venv/bin/python -m quality.pictures docs/pictures

clean:  ## Remove what make made, and nothing of yours
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# uv: the one on the PATH, else one of our own under build/
UV := $(or $(shell command -v uv 2>/dev/null),build/uv/bin/uv)

.venv/ready: pyproject.toml uv.lock | $(UV)
	$(UV) sync --locked --all-extras --group dev
	@touch $@

.venv/peers: .venv/ready # the extractors that ours is measured beside
	$(UV) sync --locked --inexact --all-extras --group dev --group quality
	@touch $@

build/uv/bin/uv:
	python3 -m venv build/uv
	build/uv/bin/pip install -q uv
