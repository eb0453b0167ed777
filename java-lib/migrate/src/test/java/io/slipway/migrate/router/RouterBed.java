package io.slipway.migrate.router;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvTable;
import io.slipway.migrate.Count;
import io.slipway.migrate.Counters;
import io.slipway.migrate.audit.AuditSettings;
import io.slipway.migrate.audit.ReadAuditor;
import io.slipway.migrate.fake.FakeConfig;
import io.slipway.migrate.fake.FakeSource;
import io.slipway.migrate.fake.FakeTarget;
import io.slipway.migrate.fake.VirtualTime;
import io.slipway.spi.Layout;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import io.slipway.spi.source.SourceTableState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A router over stores in memory, with one table at a phase of the test's choice. */
final class RouterBed {

    static final TableSpec SPEC = TableSpec.of("reports", Layout.hash());
    static final ByteString KEY = ByteString.copyFromUtf8("k");
    static final ByteString OLD = ByteString.copyFromUtf8("old");
    static final ByteString NEW = ByteString.copyFromUtf8("new");
    static final long EPOCH = 7;

    final VirtualTime time = new VirtualTime(1);
    final FakeSource source = new FakeSource(time);
    final FakeTarget target = new FakeTarget(time, SPEC);
    final FakeConfig config = new FakeConfig();
    final Counters counters = new Counters();
    final ReadAuditor auditor = new ReadAuditor(time, source, counters, AuditSettings.DEFAULT);
    final Router router;

    /** What the router said of the config store, such as {@code away: ...} and {@code back after PT3S}. */
    final List<String> told = new ArrayList<>();

    RouterBed(RouterSettings settings) {
        RouterListener listener = new RouterListener() {
            @Override
            public void configAway(Throwable failure) {
                told.add("away: " + failure.getMessage());
            }

            @Override
            public void configBack(Duration away) {
                told.add("back after " + away);
            }
        };
        router = new Router(time, source, target, config, settings, auditor, counters, listener);
    }

    /** A started router whose table is at {@code phase}, epoch {@link #EPOCH}, followed and with its target open. */
    static RouterBed at(Phase phase) {
        return at(phase, WritePolicy.BACKGROUND);
    }

    static RouterBed at(Phase phase, WritePolicy policy) {
        RouterBed bed = new RouterBed(settings());
        bed.move(phase, EPOCH, policy, phase == Phase.TARGET ? 1_700_000_000_000_000L : 0);
        bed.time.run(bed.router.start());
        bed.time.runUntil(() ->
                phase == Phase.SOURCE || bed.router.name(SPEC.name()).current().target() != null);
        return bed;
    }

    static RouterSettings settings() {
        return RouterSettings.of("process-1", "reports-master", "0.1.0");
    }

    /** Publishes the record and moves the source's window to it. */
    void move(Phase phase, long epoch, WritePolicy policy, long floor) {
        boolean enrolled = phase != Phase.SOURCE;
        source.state = new SourceTableState(enrolled, phase == Phase.TARGET, enrolled ? epoch : 0, epoch, floor);
        publish(phase, epoch, policy, floor);
    }

    void publish(Phase phase, long epoch, WritePolicy policy, long floor) {
        config.set(new TableConfig(SPEC, phase, epoch, 3, policy, 1.0, floor, "test", "test", Instant.EPOCH));
    }

    KvTable table() {
        return router.store().table(SPEC.name());
    }

    <T> T run(CompletionStage<T> stage) {
        return time.run(stage);
    }

    void put(ByteString value) {
        run(table().putAsync(KEY, value));
    }

    /** Both sides hold {@code value}, and nothing waits in the outbox. */
    void both(ByteString value) {
        StoredValue stored = StoredValue.lasting(value);
        long version = source.put(KEY, Mutation.put(stored));
        source.outbox.clear();
        target.put(new VersionedWrite(KEY, Mutation.put(stored), version));
    }

    ByteString atSource() {
        return source.rows.get(KEY).value();
    }

    ByteString atTarget() {
        return target.value(KEY).orElseThrow().value();
    }

    long count(Count count) {
        return counters.get(SPEC.name(), count);
    }
}
