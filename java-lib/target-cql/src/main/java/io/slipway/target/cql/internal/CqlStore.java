package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.ByteString;
import io.slipway.kv.KvException;
import io.slipway.spi.StoreCheck;
import io.slipway.spi.StoreException;
import io.slipway.spi.TableSpec;
import io.slipway.spi.audit.AuditLog;
import io.slipway.spi.target.TargetCapabilities;
import io.slipway.spi.target.TargetTable;
import io.slipway.spi.target.TargetWrite;
import io.slipway.target.cql.CqlConfig;
import io.slipway.target.cql.layout.KeyLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The store behind its public face: prepares and opens tables, and applies batches over several of them. */
public final class CqlStore {

    private final CqlConfig config;
    private final Time time;
    private final Requests requests;
    private final Schema schema;
    private final InFlight inFlight;
    private final Batches batches;
    private final FailureLog failures;

    public CqlStore(CqlSession session, CqlConfig config, Time time) {
        this.config = config;
        this.time = time;
        this.requests = new Requests(session, config, time);
        this.schema = new Schema(requests, config);
        this.inFlight = new InFlight(config.maxInFlight());
        this.batches = new Batches(new BatchLog(requests, config.keyspace()), time, UUID::randomUUID);
        this.failures = new FailureLog(requests, config.keyspace(), time);
    }

    /** See {@link io.slipway.spi.target.TargetStore#audit}. */
    public AuditLog audit() {
        return failures;
    }

    public CompletionStage<Void> prepare(TableSpec spec) {
        return caught(() -> schema.prepare(spec)).thenApply(identity -> null);
    }

    /** See {@link io.slipway.spi.target.TargetStore#preparation}. */
    public CompletionStage<List<String>> preparation(TableSpec spec) {
        return caught(() -> schema.preparation(spec));
    }

    /** See {@link io.slipway.spi.target.TargetStore#tuning}. */
    public List<String> tuning(TableSpec spec) {
        return Tuning.advice(Names.of(config.keyspace(), spec), capabilities());
    }

    /** See {@link io.slipway.spi.target.TargetStore#checks}. */
    public CompletionStage<List<StoreCheck>> checks() {
        return new Checkup(requests, config, time).run().thenCombine(batches.check(), (checks, stuck) -> {
            List<StoreCheck> all = new ArrayList<>(checks);
            all.add(stuck);
            return all;
        });
    }

    public CompletionStage<TargetTable> open(TableSpec spec) {
        return caught(() -> schema.verify(spec)).thenCompose(identity -> {
            Names names = Names.of(config.keyspace(), spec);
            KeyLayout layout = KeyLayout.of(spec.layout());
            return TableStatements.prepare(requests, names, spec.layout()).thenApply(statements -> {
                TableParts parts =
                        new TableParts(spec, layout, names, statements, requests, new RowReader(layout, time), time);
                boolean eager = config.eagerTables().contains(spec.target());
                return new CqlTable(
                        parts, inFlight, identity.chunkBytes(), eager, () -> caught(() -> schema.verify(spec)));
            });
        });
    }

    public TargetCapabilities capabilities() {
        return Features.of(requests.session());
    }

    /** See {@link io.slipway.spi.target.TargetStore#applyAtomically}. Of several writes of one key the last one counts. */
    public CompletionStage<Void> applyAtomically(List<TargetWrite> writes, Duration timeout) {
        Map<Place, Batches.Bound> last = new LinkedHashMap<>();
        for (TargetWrite write : writes) {
            CqlTable table = own(write.table());
            Optional<StoreException> refusal = table.refusal(write.write());
            if (refusal.isPresent()) {
                return CompletableFuture.failedStage(refusal.get());
            }
            last.put(
                    new Place(table.spec().target(), write.write().key()),
                    new Batches.Bound(table, new RedoRecord.Entry(table.spec(), write.write())));
        }
        List<Batches.Bound> bound = List.copyOf(last.values());
        return switch (bound.size()) {
            case 0 -> CompletableFuture.completedStage(null);
            case 1 -> bound.get(0).table().apply(bound.get(0).entry().write(), timeout);
            default -> inFlight.run(Math.min(bound.size(), Batches.WIDTH), () -> batches.apply(bound, timeout));
        };
    }

    public CompletionStage<Integer> recoverBatches(Duration olderThan) {
        return batches.recover(olderThan, this::open);
    }

    /** See {@link io.slipway.target.cql.CqlTargetStore#sweep}. */
    public CompletionStage<Integer> sweepChunks(TargetTable table, boolean dryRun, Duration pageTimeout) {
        return own(table).sweepChunks(dryRun, pageTimeout);
    }

    private static CqlTable own(TargetTable table) {
        if (table instanceof CqlTable own) {
            return own;
        }
        throw new IllegalArgumentException("a table of another store: " + table);
    }

    private record Place(String target, ByteString key) {}

    /** A refusal before the first request comes as a failed stage too. */
    private static <T> CompletionStage<T> caught(Supplier<CompletionStage<T>> call) {
        try {
            return call.get();
        } catch (KvException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
