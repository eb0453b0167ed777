package io.slipway.migrate.recover;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.Counters;
import io.slipway.migrate.Environment;
import io.slipway.migrate.stage.OutboxDrain;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetStore;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Drains tables' outboxes on demand, in whatever process: beside the services' own recoverers it only does some work twice.
 *
 * <p>A table is opened at the target when it is first drained. Thread-safe.
 */
public final class OutboxRecovery implements OutboxDrain {

    private final Environment environment;
    private final SourceStore source;
    private final TargetStore targets;
    private final ConfigStore configs;
    private final Counters counters;
    private final RecovererSettings settings;
    private final Map<String, Recoverer> opened = new ConcurrentHashMap<>();

    public OutboxRecovery(
            Environment environment,
            SourceStore source,
            TargetStore targets,
            ConfigStore configs,
            Counters counters,
            RecovererSettings settings) {
        this.environment = environment;
        this.source = source;
        this.targets = targets;
        this.configs = configs;
        this.counters = counters;
        this.settings = settings;
    }

    @Override
    public CompletionStage<Void> drain(String table, long below) {
        return configs.readAll().thenCompose(records -> {
            TableConfig record = records.get(table);
            if (record == null) {
                throw KvException.of(
                        KvErrorCode.TABLE_UNKNOWN,
                        "table '" + table + "' has no record in the config store; import it first");
            }
            return recoverer(record).thenCompose(recoverer -> {
                recoverer.follow(record.phase());
                return recoverer.drain(below);
            });
        });
    }

    private CompletionStage<Recoverer> recoverer(TableConfig record) {
        String table = record.spec().name();
        Recoverer known = opened.get(table);
        return known != null
                ? CompletableFuture.completedFuture(known)
                : targets.open(record.spec())
                        .thenApply(target -> opened.computeIfAbsent(
                                table, name -> new Recoverer(environment, source, target, counters, settings)));
    }
}
