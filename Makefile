# Everything a person does with the source, each by one word. Start with `make run`.
PREFIX ?= /usr/local
DESTDIR ?=
SECONDS ?= 60
BIN = .build/release

.PHONY: run test setup check bench fuzz kill-test install uninstall clean

run: ## install what is missing, build, and watch this machine
	@scripts/setup
	@scripts/build --product tocsin
	@exec $(BIN)/tocsin watch --config config --rules rules $(ARGS)

test: ## install what is missing, build, and run every test
	@scripts/setup test
	@scripts/build --build-tests
	@swift test -c release --skip-build $(ARGS)

setup: ## install what is missing to build, run and test
	@scripts/setup test

check: ## format, warnings as errors, the shipped rules and register, sizes
	@scripts/setup
	swift format lint --strict --recursive Package.swift Sources Tests Benchmarks
	@scripts/build --product tocsin
	$(BIN)/tocsin check --config config --rules rules
	@scripts/size-report

bench: ## measure, as ratios beside yardsticks of the same run
	@scripts/setup
	@scripts/build --product tocsin-bench
	@$(BIN)/tocsin-bench $(ARGS)

fuzz: ## libFuzzer on the rule reader, the decoders and the evaluation, SECONDS in all
	@scripts/setup
	@scripts/fuzz $(SECONDS)

kill-test: ## the long form: killed a hundred times while it reads and delivers
	@scripts/setup test
	@scripts/build --build-tests
	@TOCSIN_KILLS=100 TOCSIN_KILL_LINES=20000 swift test -c release --skip-build --filter KillTests

install: ## binary, /etc/tocsin, user tocsin, systemd unit (as root)
	@scripts/setup
	@scripts/build --product tocsin
	@DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" scripts/install

uninstall: ## remove what `make install` put there, but not /etc/tocsin and the database
	@DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" scripts/install --remove

clean: ## remove what was built; the cache of compiled rules (~/.cache/tocsin) may go as well
	rm -rf .build
