package io.slipway.migrate.audit;

import com.google.protobuf.ByteString;
import io.slipway.migrate.Count;
import io.slipway.migrate.Counters;
import io.slipway.migrate.Environment;
import io.slipway.spi.StoredValue;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetTable;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Samples reads by a table's rate and compares them with the target in the background. Thread-safe. */
public final class ReadAuditor {

    private final Environment environment;
    private final SourceStore source;
    private final Counters counters;
    private final AuditSettings settings;
    private final Consumer<Mismatch> listener;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Deque<Mismatch> mismatches = new ArrayDeque<>();

    public ReadAuditor(Environment environment, SourceStore source, Counters counters, AuditSettings settings) {
        this(environment, source, counters, settings, mismatch -> {});
    }

    /** @param listener hears of each mismatch; must not block */
    public ReadAuditor(
            Environment environment,
            SourceStore source,
            Counters counters,
            AuditSettings settings,
            Consumer<Mismatch> listener) {
        this.environment = environment;
        this.source = source;
        this.counters = counters;
        this.settings = settings;
        this.listener = listener;
    }

    /** A read of {@code keys} was answered from the source with {@code found}. */
    public void offer(
            TableConfig config, TargetTable target, Collection<ByteString> keys, Map<ByteString, StoredValue> found) {
        counters.add(target.spec().name(), Count.AUDITED_READS, keys.size());
        for (ByteString key : keys) {
            if (environment.random().nextDouble() >= config.auditSample()) {
                continue;
            }
            if (underWay.incrementAndGet() > settings.underWayMax()) {
                underWay.decrementAndGet();
                return;
            }
            new Comparison(environment, source, target, counters, settings, key)
                    .run(found.get(key))
                    .whenComplete((mismatch, thrown) -> {
                        underWay.decrementAndGet();
                        if (mismatch != null) {
                            mismatch.ifPresent(this::found);
                        }
                    });
        }
    }

    /** The latest mismatches, oldest first. */
    public List<Mismatch> mismatches() {
        synchronized (mismatches) {
            return List.copyOf(mismatches);
        }
    }

    private void found(Mismatch mismatch) {
        listener.accept(mismatch);
        synchronized (mismatches) {
            mismatches.addLast(mismatch);
            if (mismatches.size() > settings.remembered()) {
                mismatches.removeFirst();
            }
        }
    }
}
