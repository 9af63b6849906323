# make demo and make test work on a fresh machine; the others say what they do
# in their names.
GO        ?= go
PREFIX    ?= /usr/local
FUZZTIME  ?= 30s
SHELL     := /bin/bash
.SHELLFLAGS := -euo pipefail -c
export CGO_ENABLED := 0

# The packages that make no ptrace call also run as arm64 programs, emulated.
PURE      := ./arch ./translate ./syscalls ./internal/image ./internal/rawsys
DEMO      := .cache/demo

.PHONY: build demo test test-arm64 bench fuzz lint lint-format lint-docs docs clean install

build:
	$(GO) build -trimpath -tags urfave_cli_no_docs -o bin/uproot ./cmd/uproot

# Opens a shell, or takes a short tour if standard input is no terminal.
demo: build
	mkdir -p $(DEMO)/rootfs/{bin,dev,home,proc,tmp} && cp -R demo/rootfs $(DEMO)
	cd demo && $(GO) build -trimpath -ldflags='-s -w' -o ../$(DEMO)/rootfs/bin/ tool ./sh
	bin/uproot -r $(DEMO)/rootfs -b /dev -b /proc -w /home -e PATH=/bin -e HOME=/home /bin/sh $$(test -t 0 || echo /etc/tour.sh)

# Lists what was not run and why; PASS lines are left out.
test: build
	if [ -x tests/prepare.sh ]; then tests/prepare.sh; fi
	$(GO) test -count=1 -v -timeout 60m ./... 2>&1 | { grep -vE '^=== |^ *--- PASS|^PASS$$' || true; }
	$(MAKE) --no-print-directory test-arm64

test-arm64:
	if [ "$${CI:-}" = true ] || command -v qemu-aarch64-static; \
		then GOARCH=arm64 $(GO) test -exec qemu-aarch64-static $(PURE); \
		else echo "--- SKIP: arm64: qemu-aarch64-static is missing (Debian package qemu-user-static)"; fi

bench: build
	if [ -x tests/prepare.sh ]; then tests/prepare.sh; fi
	$(GO) run ./tests/bench -uproot bin/uproot $(BENCHFLAGS)

fuzz:
	grep -rn '^func Fuzz' --include='*_test.go' . | sed -E 's,^(.*)/[^/]*:func (Fuzz[^(]*).*,\1 \2,' | while read -r dir name; \
		do $(GO) test -run='^$$' -fuzz="^$$name$$" -fuzztime=$(FUZZTIME) -fuzzminimizetime=1x "$$dir" </dev/null; done

lint: lint-format lint-amd64 lint-arm64 lint-docs
	$(GO) mod tidy -diff
	cd demo && $(GO) mod tidy -diff && $(GO) vet ./...

lint-format:
	test -z "$$($(GO) tool gofumpt -l . | tee /dev/stderr)"

lint-amd64 lint-arm64: lint-%:
	GOARCH=$* $(GO) vet ./...
	GOARCH=$* $$($(GO) tool -n staticcheck) ./...

lint-docs:
	$(GO) run ./internal/gendocs -check

docs:
	$(GO) run ./internal/gendocs

clean:
	rm -rf bin .cache

install: build
	install -D bin/uproot $(DESTDIR)$(PREFIX)/bin/uproot
	install -D -m 644 docs/uproot.1 $(DESTDIR)$(PREFIX)/share/man/man1/uproot.1
	install -D -m 644 <(bin/uproot completion bash) $(DESTDIR)$(PREFIX)/share/bash-completion/completions/uproot
