# Targets do all their set-up themselves, into .venv/ and node_modules/; nothing else is asked of the machine.
.DEFAULT_GOAL := help
.PHONY: help setup run test check bench soak screens messages lock audit

help:     ## this list
	@sed -nE 's/^([a-z]+): *## (.*)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 18

setup:    ## everything, development tools included, into .venv/ and node_modules/
	@scripts/setup test

run:      ## the site with a demo district on http://127.0.0.1:8000, on SQLite
	@scripts/setup run
	@.venv/bin/yuanxin up $(ARGS)

test:     ## lint, types, contracts, the suite on SQLite and on PostgreSQL, journeys in a browser
	@scripts/setup test
	@scripts/test

check:    ## the fast part of the tests
	@scripts/setup test
	@scripts/check

bench:    ## benchmarks, written to docs/benchmarks.md
	@scripts/setup test
	@scripts/bench $(ARGS)

soak:     ## long runs of faults and attacks: killed workers, many writers, every page as every role
	@scripts/setup test
	@.venv/bin/python -m pytest -m soak tests/faults tests/attacks $(ARGS)
	@scripts/postgresql .venv/bin/python -m pytest -m soak tests/faults tests/attacks $(ARGS)

screens:  ## pictures of the main pages into docs/screens/, by the journey that opens them
	@scripts/setup test
	@mkdir -p docs/screens
	@SCREENS=docs/screens .venv/bin/python -m pytest tests/journeys/test_screens.py -k pictures $(ARGS)

messages: ## bring the catalogues up to date with the sources, for translators
	@scripts/setup test
	@cd src/yuanxin && ../../.venv/bin/yuanxin makemessages --locale zh_Hans --no-location --no-wrap
	@.venv/bin/python -m yuanxin.config.translations

lock:     ## renew requirements/*.txt and package-lock.json
	@scripts/setup test
	@scripts/lock

audit:    ## the locked packages looked up among known vulnerabilities
	@scripts/setup test
	@scripts/audit
