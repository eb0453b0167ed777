package io.slipway.provider;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.KvUserException;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.Failures;
import io.slipway.spi.StoreCheck;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.TableConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Looks at every store by itself, so that one that is away does not hide the others. */
final class Doctor {

    private final List<Operator.Finding> findings = new ArrayList<>();

    static List<Operator.Finding> examine(SlipwaySettings settings) {
        Doctor doctor = new Doctor();
        try (Resources resources = new Resources()) {
            SystemEnvironment environment = resources.add(new SystemEnvironment(settings.threads()));
            ExecutorService io = Executors.newCachedThreadPool(SystemEnvironment.daemons("slipway-io-"));
            resources.add(io::shutdown);
            // The source comes last: a networked one may need the records, an embedded one needs nobody.
            AtomicReference<SourceSettings.Records> records =
                    new AtomicReference<>(() -> CompletableFuture.failedFuture(configsAway()));
            doctor.look("config store", () -> {
                ConfigStore configs = resources.add(Stores.configs(settings, environment, io));
                records.set(configs::readAll);
                return List.of(
                        StoreCheck.ok("tables", tables(on(configs.readAll()).values())),
                        StoreCheck.ok("processes", processes(on(configs.processes()))));
            });
            doctor.look(
                    "target",
                    () -> on(resources.add(Targets.lazy(settings, environment)).checks()));
            doctor.look(
                    "source",
                    () -> on(
                            resources.add(settings.source().open(records.get())).checks()));
        }
        return doctor.findings;
    }

    private static <T> T on(CompletionStage<T> answer) {
        return Waiting.on(Failures.known(answer));
    }

    private static KvException configsAway() {
        return KvException.of(KvErrorCode.CONFIG_UNAVAILABLE, "the config store cannot be opened");
    }

    private void look(String store, Callable<List<StoreCheck>> checks) {
        try {
            checks.call().forEach(check -> findings.add(new Operator.Finding(store, check, false)));
        } catch (Exception e) {
            KvException failure = Failures.known(e);
            boolean wrong = failure instanceof KvUserException && failure.code() != KvErrorCode.CREDENTIALS;
            findings.add(new Operator.Finding(
                    store,
                    StoreCheck.fail("reachable", failure.getMessage(), "see the message; then run this again"),
                    !wrong));
        }
    }

    private static String tables(Collection<TableConfig> records) {
        return records.isEmpty()
                ? "none is known yet"
                : records.stream()
                        .collect(Collectors.groupingBy(
                                record -> record.phase().stage().text(), Collectors.counting()))
                        .toString();
    }

    private static String processes(List<ProcessStatus> registered) {
        return registered.isEmpty()
                ? "none is registered"
                : registered.size() + " registered, of versions "
                        + registered.stream()
                                .map(ProcessStatus::libraryVersion)
                                .distinct()
                                .sorted()
                                .toList();
    }
}
