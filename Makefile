# Everything a person does with this repository. `make` lists it.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# Node 24 comes from the npm package `node`, so that any Node >= 20 with npm is enough to start.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
NODE := node_modules/.bin/node
INSTALLED := node_modules/.package-lock.json

.PHONY: help lab test simulate test-containers worlds images unit features check certs bench docs package clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-15s %s\n' "$$name" "$$text"; done

$(INSTALLED): package.json package-lock.json
	@echo "installing the npm packages, Node 24 among them (once, about 400 MB)"
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

lab: $(INSTALLED) ## run the lab to play with, until Ctrl-C (ARGS="..." for paths and flags)
	@$(NODE) bin/ingress-lab.js lab $(ARGS)

test: $(INSTALLED) ## everything: format, lint, types, unit tests, all scenarios, the package
	@$(NODE) scripts/test.ts

simulate: $(INSTALLED) ## simulate traffic in virtual time (ARGS="features/simulation/canary.feature --html report.html")
	@$(NODE) bin/ingress-lab.js simulate $(or $(ARGS),features/simulation)

test-containers: $(INSTALLED) ## the scenarios with every pod as a container (needs a container engine)
	@$(NODE) scripts/test.ts containers

worlds: $(INSTALLED) ## the scenarios simulated, embedded and in containers, and where they differ (needs a container engine)
	@$(NODE) scripts/test.ts worlds

images: $(INSTALLED) ## build the images of the containers world that need no registry (ARGS="--base debootstrap")
	@$(NODE) bin/ingress-lab.js images build $(ARGS)

unit: $(INSTALLED) ## unit tests alone
	@$(NODE) scripts/test.ts unit

features: $(INSTALLED) ## the scenarios alone (ARGS="features/canary --tags @http")
	@$(NODE) bin/ingress-lab.js test $(ARGS)

check: $(INSTALLED) ## format, lint, unused code, types, generated docs
	@$(NODE) scripts/test.ts check

certs: $(INSTALLED) ## write a certificate authority and certificates, good and bad (DIR=certificates)
	@$(NODE) bin/ingress-lab.js certs $(or $(DIR),certificates) $(ARGS)

bench: $(INSTALLED) ## speed beside nginx, HAProxy, Caddy, those installed (ARGS="--quick"; needs wrk, h2load)
	@$(NODE) bench/main.ts $(ARGS)

docs: $(INSTALLED) ## write anew what is generated: step reference, list of findings, examples in docs/, CRDs
	@$(NODE) scripts/kubernetes-types.ts
	@$(NODE) scripts/crds.ts
	@$(NODE) scripts/steps.ts
	@$(NODE) scripts/findings.ts
	@$(NODE) scripts/console-docs.ts

package: $(INSTALLED) ## pack, install into a scratch repository and run the commands there
	@$(NODE) scripts/package.ts

clean: ## remove what was installed, built and cached
	rm -rf node_modules dist reports .cache
