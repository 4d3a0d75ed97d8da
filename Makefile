# Every target sets up what it needs first (tools/setup.py); what is done already is skipped.
# Arguments for the program: make chat ARGS="--json"

PYTHON ?= python3
ARGS ?=

SETUP := $(PYTHON) -B -m tools.setup
RUN := .venv/bin/python

export RASA_TELEMETRY_ENABLED := false

.PHONY: help chat test nlu-tests check understanding bench proof transcripts train lock clean setup setup-for-tests
.DEFAULT_GOAL := help

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' Makefile

chat: setup ## talk to the assistant in this terminal; the first time this sets everything up
	@.venv/bin/dialtone chat $(ARGS)

# The checks run beside the first tests, and what they said comes after them. The conversations share one chat, whose
# model is trained first: one worker holds them all and waits for Rasa most of the time, while the other goes on.
test: setup-for-tests ## run every check and every test
	@mkdir -p .dialtone; said=.dialtone/checks.log; \
	$(MAKE) --no-print-directory --silent check nlu-tests > $$said 2>&1 & checks=$$!; \
	$(RUN) -m pytest tests/conversations tests/unit tests/integration -q -n 2 --dist loadfile --no-loadscope-reorder $(ARGS); \
	tests=$$?; wait $$checks; checked=$$?; cat .dialtone/checks.log; exit $$((tests + checked))

nlu-tests: setup-for-tests
	@nlu/.venv/bin/python -m pytest nlu/tests -q $(ARGS)

check: setup-for-tests ## style, types, borders, tables against code, sentences, Rasa's data
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy
	@.venv/bin/lint-imports
	@$(RUN) -m pytest tests/contracts -q
	@nlu/.venv/bin/python nlu/launch.py validate

understanding: setup-for-tests ## how well messages are understood, on messages it was not trained on
	@$(RUN) -m tests.understanding $(ARGS)

bench: setup-for-tests ## how fast it answers, beside a stock Rasa project
	@$(RUN) -m tests.bench $(ARGS)

proof: export DIALTONE_PROOF_KILLS ?= 50
proof: setup-for-tests ## the long tests, with peers that the machine must provide
	@$(RUN) -m pytest tests/proof -q $(ARGS)

transcripts: export TRANSCRIPTS ?= .dialtone/transcripts
transcripts: setup-for-tests ## the whole conversations, written down for a reader in .dialtone/transcripts
	@$(RUN) -m pytest tests/conversations/test_journeys.py -q $(ARGS)
	@ls -1 $(TRANSCRIPTS)/*

train: setup ## train the model of understanding
	@.venv/bin/dialtone train $(ARGS)

lock: ## choose the packages anew and write the lock files
	@$(SETUP) lock

clean: ## remove the environments, the trained model and the demo's database
	@$(SETUP) clean

setup:
	@$(SETUP)

setup-for-tests:
	@$(SETUP) --for-tests
