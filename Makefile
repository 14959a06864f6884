# The commands of the README. Each is one line of help in `make help`.
.PHONY: help run test check
help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'
.venv/develop.stamp: requirements/develop.txt pyproject.toml
	python3 -m venv .venv
	.venv/bin/pip install --quiet --require-hashes -r requirements/develop.txt
	.venv/bin/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@
test: .venv/develop.stamp ## Run every test
	.venv/bin/pytest -q
check: .venv/develop.stamp ## Everything but tests
	.venv/bin/lint-imports
