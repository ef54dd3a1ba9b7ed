# Everything a contributor runs. `make help` lists it.

.DEFAULT_GOAL := help
GO ?= go
BIN := bin/recourse
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LINT := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.PHONY: help build run demo test test-faults race holidays-check lint fmt bench golden clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## compile the one binary to bin/recourse
	@$(GO) build -trimpath -ldflags "-X main.version=$(VERSION)" -o $(BIN) ./cmd/recourse

run: build ## build and start on SQLite under ./data, at http://127.0.0.1:8080
	@./$(BIN) serve

demo: build ## fill an empty database with a worked example, then start
	@./$(BIN) demo --if-empty && ./$(BIN) serve

test: ## run every test: unit, both databases, the whole program, the browser
	@scripts/test.sh

test-faults: ## run the long fault tests: killed, frozen, cut off from the database
	@scripts/test-faults.sh

race: ## run every test with the race detector
	@scripts/test.sh -race

holidays-check: ## compare the public holidays with the npm package date-holidays
	@scripts/holidays-check.sh

lint: ## check style, imports and likely mistakes
	@$(GO) run $(LINT) run ./...

fmt: ## format the code
	@$(GO) run $(LINT) fmt ./...

bench: ## run the benchmarks; the output is readable by benchstat
	@scripts/bench.sh

golden: ## write the golden files anew; review the difference like code
	@$(GO) test ./internal/law ./internal/letter ./internal/web/page -update

clean: ## remove what was built; ./data stays
	@rm -rf bin
