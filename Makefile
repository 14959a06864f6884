# The commands of the README. `make help` lists them.
.PHONY: help run test check coverage bench kills restarts attack messages lock wheel
help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-10s %s\n", $$1, $$2 }'
run: ## Install, load the demo and serve at http://127.0.0.1:8000 (PORT=8001 for another port)
	@scripts/setup run
	@exec .venv/bin/shishin run $(if $(PORT),--port $(PORT)) $(if $(EMPTY),--empty)
test: ## Run every test, on SQLite and PostgreSQL (args="-k name" for some)
	@scripts/setup develop
	@scripts/test $(args)
check: ## Everything but tests: format, lint, types, imports, templates, migrations, messages, settings
	@scripts/setup develop
	@scripts/check
coverage: ## Measure which branches the tests take; fails below 90 % in any package
	@scripts/setup develop
	@.venv/bin/python scripts/coverage
bench: ## Measure speed (only=NAME for one, database=PostgreSQL)
	@scripts/setup develop
	@.venv/bin/python -m bench $(if $(only),--only $(only)) $(if $(database),--database $(database))
kills: ## Kill the server while somebody saves and count what is lost (times=1000 database=PostgreSQL)
	@scripts/setup develop
	@.venv/bin/python -m bench.killing $(if $(times),--times $(times)) $(if $(database),--database $(database))
restarts: ## Restart PostgreSQL while people save, and count what is lost and how long nobody could (times=5)
	@scripts/setup develop
	@.venv/bin/python -m bench.restarting $(if $(times),--times $(times))
attack: ## Attack a site of its own on both databases and print one table; ends with 1 where something gave way (only=NAME times=N)
	@scripts/setup develop
	@.venv/bin/python -m attack $(if $(only),--only $(only)) $(if $(times),--times $(times)) $(if $(database),--database $(database))
messages: ## Renew the message catalogues from code and templates
	@scripts/setup develop
	@.venv/bin/python scripts/messages
lock: ## Renew the hashed locks (needs uv)
	@scripts/lock
wheel: ## Build the wheel into dist/
	@scripts/setup develop
	@.venv/bin/python -m hatchling build -t wheel
