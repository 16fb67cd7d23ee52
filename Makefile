# Two commands for a fresh machine with python3, pip and make: `make demo` and `make test`.
V := .venv/bin
SOURCES := citetrail flows reports snapshots models lineage

# Python that may not write bytecode compiles everything again at every start, which makes each verb two to three times slower.
unexport PYTHONDONTWRITEBYTECODE
export VIRTUAL_ENV := $(CURDIR)/.venv
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false

.PHONY: demo test check bench accuracy format lock clean

demo: .venv/.stamp
	$(V)/citetrail demo

test: .venv/.stamp
	$(V)/pytest -n 2 --dist loadgroup

check: .venv/.stamp
	$(V)/ruff format --check .
	$(V)/ruff check .
	$(V)/mypy
	$(V)/lint-imports

bench: .venv/.stamp
	$(V)/python bench/startup.py
	$(V)/python bench/capture.py
	$(V)/python bench/reuse.py incremental 20000

accuracy: .venv/.stamp
	$(V)/python bench/accuracy.py

format: .venv/.stamp
	$(V)/ruff format .
	$(V)/ruff check --fix .

# The lock names no host: whoever installs uses the registry their own machine is set up for.
lock: .venv/.stamp
	$(V)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --extra dev --extra postgres pyproject.toml -o requirements.lock

clean:
	rm -rf .venv demo-workspace

# uv is some ten times faster; where it cannot be had, plain pip takes the same hashed file.
.venv/.stamp: requirements.lock pyproject.toml
	python3 -m venv .venv
	if $(V)/python -m pip install --quiet uv; then \
	  $(V)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements.lock && \
	  $(V)/uv pip install --quiet --no-deps -e .; \
	else \
	  $(V)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock && \
	  $(V)/python -m pip install --quiet --no-deps -e .; \
	fi
	$(V)/python -m compileall -q $(SOURCES)
	touch $@
