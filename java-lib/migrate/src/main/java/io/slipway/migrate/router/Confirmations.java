package io.slipway.migrate.router;

import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.SourceStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects confirmed outbox entries for a moment and tells the source of them together, since each telling costs a write there.
 *
 * <p>A lost confirmation is harmless: the recoverer finds the entry and applies it once more. Bounded: while one batch of a table is under
 * way another is collected, and what exceeds that is left to the recoverer. Thread-safe.
 */
final class Confirmations {

    private static final int BATCHES_PENDING_MAX = 16;

    private final Environment environment;
    private final SourceStore source;
    private final Duration delay;
    private final int batchMax;
    private final Map<String, Pending> tables = new HashMap<>();

    private static final class Pending {
        private List<OutboxEntry> entries = new ArrayList<>();
        private boolean busy;
    }

    Confirmations(Environment environment, SourceStore source, Duration delay, int batchMax) {
        this.environment = environment;
        this.source = source;
        this.delay = delay;
        this.batchMax = batchMax;
    }

    void add(String table, OutboxEntry entry) {
        synchronized (tables) {
            Pending pending = tables.computeIfAbsent(table, name -> new Pending());
            if (pending.entries.size() < batchMax * BATCHES_PENDING_MAX) {
                pending.entries.add(entry);
            }
            if (pending.busy) {
                return;
            }
            pending.busy = true;
        }
        environment.schedule(delay, () -> send(table));
    }

    private void send(String table) {
        List<OutboxEntry> batch = take(table);
        if (!batch.isEmpty()) {
            Failures.caught(() -> source.confirm(table, batch))
                    .whenComplete((done, thrown) -> environment.schedule(delay, () -> send(table)));
        }
    }

    private List<OutboxEntry> take(String table) {
        synchronized (tables) {
            Pending pending = tables.computeIfAbsent(table, name -> new Pending());
            List<OutboxEntry> all = pending.entries;
            pending.busy = !all.isEmpty();
            List<OutboxEntry> batch = List.copyOf(all.subList(0, Math.min(batchMax, all.size())));
            pending.entries = new ArrayList<>(all.subList(batch.size(), all.size()));
            return batch;
        }
    }
}
