# Five words: demo, test, check, bench, help. Each calls a program of ours; nothing is decided here.
PY ?= python3.11
UV := .tools/bin/uv
export UV_PYTHON_DOWNLOADS = never
export UV_SYSTEM_CERTS = 1
export PYTHONUNBUFFERED = 1
# Without compiled files every process of a test, and every command of a demo, compiles the product anew.
unexport PYTHONDONTWRITEBYTECODE
SYNC = $(UV) pip sync -q --require-hashes --python .venv/bin/python
OWN = $(UV) pip install -q --no-deps --no-build-isolation --python .venv/bin/python -e .
.PHONY: help demo test check bench lock quick

help:  ## say what each word does
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.tools/.ok: locks/uv.txt
	@command -v $(PY) >/dev/null || { echo "Python 3.11 or newer is needed. Say which: make PY=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PY) -m venv .tools && .tools/bin/python -m pip install -q --require-hashes -r locks/uv.txt
	touch $@

.venv/.ok: locks/runtime.txt pyproject.toml .tools/.ok
	test -x .venv/bin/python || $(UV) venv -q --python $(PY) .venv
	$(SYNC) locks/runtime.txt && $(OWN)
	rm -f .venv/.dev && touch $@

.venv/.dev: .venv/.ok locks/dev.txt
	$(SYNC) locks/dev.txt && $(OWN)
	touch $@

demo: .venv/.ok  ## make a labelled sample province and serve it at http://127.0.0.1:8000
	.venv/bin/motcua demo

test: .venv/.dev  ## run the tests: SQLite always, PostgreSQL and browser when their programs are there
	.venv/bin/python -m tests.run

quick: .venv/.dev  ## run the quick suite on SQLite
	.venv/bin/python -m tests.run --quick

check: .venv/.dev  ## what CI runs: format, lint, types, imports, migrations, translations, every test
	.venv/bin/python -m tests.run --all

bench: .venv/.dev locks/bench.txt  ## speed as ratios against peers and limits (room=…, FULL=1)
	$(SYNC) locks/bench.txt && $(OWN)
	.venv/bin/python -m bench $(room)

lock: .tools/.ok  ## pin what pyproject.toml asks for, with hashes
	echo 'uv==0.13.9' | $(UV) pip compile -q --universal --generate-hashes --no-header --python-version 3.11 - -o locks/uv.txt
	$(UV) pip compile -q --universal --generate-hashes --no-header --python-version 3.11 --extra postgres --group build pyproject.toml -o locks/runtime.txt
	$(UV) pip compile -q --universal --generate-hashes --no-header --python-version 3.11 --extra postgres --extra s3 --extra messages --group build --group dev pyproject.toml -c locks/runtime.txt -o locks/dev.txt
	$(UV) pip compile -q --universal --generate-hashes --no-header --python-version 3.11 --extra postgres --extra s3 --extra messages --group build --group dev --group bench pyproject.toml -c locks/dev.txt -o locks/bench.txt
