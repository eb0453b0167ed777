package io.slipway.migrate.recover;

import io.slipway.migrate.Counters;
import io.slipway.migrate.Environment;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetTable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The recoverers of one process: one for each enrolled table whose target table is open. Thread-safe. */
public final class Recoverers {

    private final Environment environment;
    private final SourceStore source;
    private final Counters counters;
    private final RecovererSettings settings;
    private final Duty duty;
    private final Map<String, Recoverer> running = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    public Recoverers(
            Environment environment, SourceStore source, Counters counters, RecovererSettings settings, Duty duty) {
        this.environment = environment;
        this.source = source;
        this.counters = counters;
        this.settings = settings;
        this.duty = duty;
    }

    /** Recovers into {@code target} from now on, unless that is done already, as the table's phase says. */
    public void follow(TableConfig config, TargetTable target) {
        running.compute(target.spec().name(), (table, before) -> {
            if (before != null) {
                before.follow(config.phase());
            }
            if (stopped || (before != null && before.target().equals(target))) {
                return before;
            }
            if (before != null) {
                before.stop();
            }
            Recoverer recoverer = new Recoverer(environment, source, target, counters, settings, duty);
            recoverer.follow(config.phase());
            environment.execute(recoverer::start);
            return recoverer;
        });
    }

    /** The table's recoverer, if it has one here. */
    public Optional<Recoverer> of(String table) {
        return Optional.ofNullable(running.get(table));
    }

    public void stop() {
        stopped = true;
        running.values().forEach(Recoverer::stop);
    }
}
