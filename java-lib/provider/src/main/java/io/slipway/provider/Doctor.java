package io.slipway.provider;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.KvUserException;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.Failures;
import io.slipway.spi.StoreCheck;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.TableConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Looks at every store by itself, so that one that is away does not hide the others. */
final class Doctor {

    private final List<Operator.Finding> findings = new ArrayList<>();

    static List<Operator.Finding> examine(SlipwaySettings settings) {
        Doctor doctor = new Doctor();
        Resources resources = new Resources();
        try (resources) {
            doctor.look("stores", () -> {
                Stores stores = Stores.open(settings, resources);
                doctor.look("source", () -> Waiting.on(stores.source().checks()));
                doctor.look(
                        "config store",
                        () -> List.of(
                                StoreCheck.ok(
                                        "tables",
                                        tables(Waiting.on(stores.configs().readAll())
                                                .values())),
                                StoreCheck.ok(
                                        "processes",
                                        processes(Waiting.on(stores.configs().processes())))));
                doctor.look("target", () -> Waiting.on(stores.target().checks()));
                return List.of();
            });
        }
        return doctor.findings;
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
