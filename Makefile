# Every target has a line `## name: what it does`; `make` prints them.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# The version is set below, not read from the repository. No flag changes what is
# compiled, so that make, go test by hand and the linter share Go's build cache.
export GOFLAGS := $(strip $(filter-out -buildvcs=%,$(GOFLAGS)) -buildvcs=false)

VERSION := $(patsubst v%,%,$(shell git describe --tags --always --dirty 2>/dev/null || echo dev))
COMMIT  := $(shell git rev-parse --verify --quiet HEAD 2>/dev/null || true)

sdk := github.com/cosmos/cosmos-sdk/version
LDFLAGS := -s -w \
	-X $(sdk).Name=assent \
	-X $(sdk).AppName=assentd \
	-X $(sdk).Version=$(VERSION) \
	-X $(sdk).Commit=$(COMMIT)

JOBS         ?= 2
PKGS         ?= ./...
TEST_TIMEOUT ?= 20m
# Tests of signatures that run in a build without cgo too.
ATTACKS := Attacked|EveryMessage|Nobodys|AnyField|WhatWallets|MalformedSignatures
FUZZTIME     ?= 5s
MINUTES      ?= 20
SEED         ?= 0
PATIENCE     ?= 1

golangci := build/tools/golangci-lint

## help: print this list
.PHONY: help
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST) | awk -F': ' '{ printf "  %-16s %s\n", $$1, $$2 }'

## build: build the daemon, build/assentd
.PHONY: build
build:
	@mkdir -p build
	go build -p $(JOBS) -ldflags '$(LDFLAGS)' -o build/assentd ./cmd/assentd

## install: build the daemon into Go's bin directory
.PHONY: install
install:
	go install -p $(JOBS) -ldflags '$(LDFLAGS)' ./cmd/assentd

## test: run all tests; signatures also without cgo, where another library verifies them
.PHONY: test
test:
	go test -p $(JOBS) -timeout $(TEST_TIMEOUT) $(PKGS)
	CGO_ENABLED=0 go test -p $(JOBS) -timeout $(TEST_TIMEOUT) ./internal/secp ./pkg/directive ./pkg/caller
	CGO_ENABLED=0 go test -p $(JOBS) -timeout $(TEST_TIMEOUT) -run '$(ATTACKS)' ./x/consent/keeper

## system: test the real binary as processes: a network that is killed whole goes on
.PHONY: system
system: build build-next
	go test -tags system -count 1 -timeout 10m ./test/system

# The daemon as it would be after an upgrade: this one, with the example of one.
.PHONY: build-next
build-next:
	@mkdir -p build
	go build -p $(JOBS) -tags upgradeexample -ldflags '$(LDFLAGS)' -o build/assentd-next ./cmd/assentd

## faults: put a network of real nodes through a script of faults (2 to 4 minutes)
.PHONY: faults
faults: build build-lab
	build/faultlab -profile smoke -seed 1 -commit '$(VERSION)' -patience $(PATIENCE)

## soak: the same for MINUTES (20) with faults drawn from SEED (0: from the clock); adds to the ledger
.PHONY: soak
soak: build build-lab
	build/faultlab -profile soak -minutes $(MINUTES) -seed $(SEED) -commit '$(VERSION)' -patience $(PATIENCE) -ledger docs/robustness-ledger.md

.PHONY: build-lab
build-lab:
	@mkdir -p build
	go build -p $(JOBS) -o build/faultlab ./test/fault/lab

## test-race: run all tests under the race detector (slow)
.PHONY: test-race
test-race:
	go test -race -p $(JOBS) -timeout 60m $(PKGS)

## cover: run all tests and write build/coverage.html
.PHONY: cover
cover:
	@mkdir -p build
	go test -p $(JOBS) -timeout $(TEST_TIMEOUT) -coverprofile=build/coverage.out $(PKGS)
	go tool cover -html=build/coverage.out -o build/coverage.html

## fuzz: run each fuzz target for FUZZTIME (5s)
.PHONY: fuzz
fuzz:
	@grep -rl --include='*_test.go' --exclude-dir=node_modules --exclude-dir=third_party --exclude-dir=build '^func Fuzz' . \
	| sort | while read -r file; do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$$file"); do \
			echo "== $$target ($$(dirname "$$file"))"; \
			go test -p $(JOBS) -parallel $(JOBS) -timeout 10m -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$(dirname "$$file")" </dev/null; \
		done; \
	done

## bitflip: flip every bit of an evidence bundle of 64 KiB, one at a time (some minutes)
.PHONY: bitflip
bitflip:
	go test ./pkg/evidence -count 1 -timeout 60m -run 'LargeBundle' -bits

## mutate: change pkg/policy bit by bit, and list the changes its tests do not notice
# In a copy. -count=1: what is measured to set the time limit must not come from Go's
# cache. Not --test-cpu: gremlins passes it on as one word, which go test takes for the
# name of a package, so that everything fails and all mutants seem killed.
.PHONY: mutate
mutate:
	@rm -rf build/mutate && mkdir -p build/mutate/pkg
	@cp go.mod go.sum build/mutate && cp -r pkg/policy build/mutate/pkg
	cd build/mutate && ASSENT_MUTATING=1 GOFLAGS='$(GOFLAGS) -count=1 -vet=off' \
		go run github.com/go-gremlins/gremlins/cmd/gremlins@v0.6.0 unleash \
		--workers $(JOBS) --timeout-coefficient 6 --output-statuses lctv --exclude-files 'internal/' \
		--invert-logical --invert-bitwise --invert-bwassign --invert-assignments --invert-loopctrl --remove-self-assignments \
		./pkg/policy

## lint: run the linters
.PHONY: lint
lint: $(golangci)
	$(golangci) run --allow-serial-runners --concurrency $(JOBS) $(PKGS)

## fmt: format the Go code
.PHONY: fmt
fmt: $(golangci)
	$(golangci) fmt

# The linter is pinned in tools/go.mod and built once.
$(golangci): tools/go.mod tools/go.sum
	@mkdir -p build/tools
	cd tools && go build -p $(JOBS) -o ../$(golangci) github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	@touch $(golangci)

## proto: generate Go code and the OpenAPI document from proto/
.PHONY: proto
proto:
	scripts/proto.sh

# Names and digests of everything that is generated.
generated_sums = { \
	find . \( -name node_modules -o -name third_party -o -name build -o -name .git \) -prune \
		-o \( -name '*.pb.go' -o -name '*.pb.gw.go' \) -print; \
	if [ -d docs/openapi ]; then find docs/openapi -type f; fi; } \
	| LC_ALL=C sort | while read -r file; do sha256sum "$$file"; done

## proto-check: check that the generated code is what proto/ generates
.PHONY: proto-check
proto-check:
	@mkdir -p build
	@$(generated_sums) > build/generated.before
	@$(MAKE) --no-print-directory proto
	@$(generated_sums) > build/generated.after
	@diff build/generated.before build/generated.after \
		|| { echo 'generated code was out of date: run "make proto" and commit the result' >&2; exit 1; }

## demo: run the demonstration, a scenario from enrolment to audit
.PHONY: demo
demo: build
	build/assentd demo

## story-governance: play how jurisdictions are admitted, decide together and are handed over, on a local network
.PHONY: story-governance
story-governance: build
	go run ./test/story --binary build/assentd governance

## story-consent: play what patients say, with a wallet of viem in Node, on a local network
.PHONY: story-consent
story-consent: build test/story/wallet/node_modules
	go run ./test/story --binary build/assentd consent

test/story/wallet/node_modules: test/story/wallet/package-lock.json
	cd test/story/wallet && npm ci --no-audit --no-fund
	@touch $@

## story-borders: play an agreement of three jurisdictions, and what passes under it, on a local network
.PHONY: story-borders
story-borders: build
	go run ./test/story --binary build/assentd borders

## story-trails: play 100,000 recorded accesses, emergencies, a dispute and proofs, on a local network
.PHONY: story-trails
story-trails: build
	go run ./test/story --binary build/assentd trails

## story-validators: play how validators come, go, are jailed, removed and upgraded, on a local network
.PHONY: story-validators
story-validators: build build-next
	go run ./test/story --binary build/assentd validators

## story-flood: one institution floods a local network, and withdrawals and others are measured
.PHONY: story-flood
story-flood: build
	go run ./test/story --binary build/assentd flood

## sim: play SEEDS (20) random histories of the whole application, of BLOCKS (200) blocks each
.PHONY: sim
sim:
	go test ./test/sim -count 1 -timeout 60m -seeds $(or $(SEEDS),20) -blocks $(or $(BLOCKS),200)

## localnet-start: start a network of four validators on this machine
.PHONY: localnet-start
localnet-start: build
	scripts/localnet.sh start

## localnet-stop: stop the local network; it keeps its state
.PHONY: localnet-stop
localnet-stop:
	scripts/localnet.sh stop

## localnet-clean: stop the local network and delete its state
.PHONY: localnet-clean
localnet-clean:
	scripts/localnet.sh clean

## vuln: look for known vulnerabilities in what is linked (asks vuln.go.dev)
.PHONY: vuln
vuln:
	go run golang.org/x/vuln/cmd/govulncheck@v1.9.0 $(PKGS)

## ci: what is run on every change
.PHONY: ci
ci:
	.ci/run

## clean: delete what was built
.PHONY: clean
clean:
	rm -rf build third_party
