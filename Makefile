# Daily life of the warehouse. Each target is one line; everything else is a verb of .venv/bin/nianbao.
DATA    ?= data
SOURCES ?= crawler/sources.csv
YEARS   ?=
COUNTIES ?=
JOBS    ?= 2
SCHEDULER ?=
Q       ?=
PYTHON  ?= python3

NIANBAO := .venv/bin/nianbao
PLACE   := --data "$(DATA)"
READERS := --jobs $(JOBS) $(if $(SCHEDULER),--scheduler "$(SCHEDULER)")
SCOPE   := --sources "$(SOURCES)" $(if $(YEARS),--years "$(YEARS)")
CHOICE  := $(if $(COUNTIES),--counties "$(COUNTIES)")
ENV     := .venv/.installed
export Q

.DEFAULT_GOAL := help
.PHONY: help demo test crawl build nightly sql bench clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

$(ENV): requirements.lock pyproject.toml
	$(PYTHON) -m venv --clear .venv
	.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	.venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(ENV) ## the whole line on made-up counties served on loopback: crawl, build, compare
	@$(NIANBAO) demo --data "$(DATA)/demo" --jobs $(JOBS)

test: $(ENV) ## linters, type checks and the whole test suite
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy
	.venv/bin/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

crawl: $(ENV) ## every enabled source into the raw archive (incremental, resumable)
	@$(NIANBAO) crawl $(PLACE) $(SCOPE) $(CHOICE)

build: $(ENV) ## raw archive -> Parquet -> warehouse (incremental, swapped in whole)
	@$(NIANBAO) build $(PLACE) $(READERS) $(SCOPE)

nightly: $(ENV) ## crawl, then build, under a lock, with a dated log: what cron calls
	@$(NIANBAO) nightly $(PLACE) $(READERS) $(SCOPE) $(CHOICE)

sql: $(ENV) ## the warehouse in a read-only SQL shell, or one query: make sql Q="select ..."
	@$(NIANBAO) sql --data "$(DATA)" $(if $(Q),"$$Q")

bench: $(ENV) ## benchmarks, each as a ratio against a baseline in the same run
	@.venv/bin/python -m pipeline.bench

clean: ## remove the environment; data/ is never touched
	rm -rf .venv
