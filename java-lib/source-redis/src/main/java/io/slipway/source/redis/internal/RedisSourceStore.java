package io.slipway.source.redis.internal;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvException;
import io.slipway.source.redis.RecordedTables;
import io.slipway.source.redis.RedisOptions;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.StoreCheck;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.FencedRead;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.OutboxStatus;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceCapabilities;
import io.slipway.spi.source.SourceSnapshot;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceTableState;
import io.slipway.spi.source.TableEpoch;
import io.slipway.spi.source.TableRefusal;
import io.slipway.spi.source.WriteReceipt;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The source port over the scripts: every method names its script, and what it leaves behind if nobody hears of its answer. */
public final class RedisSourceStore implements SourceStore {

    private static final SourceCapabilities CAPABILITIES = new SourceCapabilities(false, true, false, true);

    private static final int REDO_BYTES_MAX = 8 << 20;
    private static final int FOREIGN_WRITES_A_CALL = 256;

    /** A parked redo carries its value. */
    private static final int PARKED_A_CALL = 100;

    /** Where HSCAN begins, and what it answers at the end. */
    private static final String FIRST_CURSOR = "0";

    private static final long FUTURE_MICROS_MAX = TimeUnit.DAYS.toMicros(1);

    private final Calls calls;
    private final Rows rows;
    private final Incarnations incarnations;
    private final long outboxEntriesMax;

    private RedisSourceStore(Calls calls, Incarnations incarnations, long outboxEntriesMax) {
        this.calls = calls;
        this.rows = new Rows(calls);
        this.incarnations = incarnations;
        this.outboxEntriesMax = outboxEntriesMax;
    }

    /** Connects as {@link io.slipway.source.redis.RedisSource#open} says. */
    public static RedisSourceStore open(RedisOptions options, RecordedTables recorded, RedisTime time) {
        Incarnations incarnations = new Incarnations(recorded, options.clockSkew());
        Calls calls = Calls.open(options, time, Optional.of(incarnations));
        return new RedisSourceStore(calls, incarnations, options.outboxEntriesMax());
    }

    @Override
    public SourceCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public CompletionStage<Map<ByteString, StoredValue>> read(TableEpoch table, Collection<ByteString> keys) {
        return rows.read(table.table(), Long.toString(table.epoch()), keys);
    }

    @Override
    public CompletionStage<List<KeyedValue>> scan(TableEpoch table, KeyRange range, int limit) {
        return rows.scan(table.table(), Long.toString(table.epoch()), range, limit);
    }

    @Override
    public CompletionStage<WriteReceipt> write(SourceBatch batch) {
        try {
            batch.writes().forEach(write -> checkName(write.table().table()));
            batch.redo().forEach(redo -> checkName(redo.table()));
        } catch (StoreException e) {
            return CompletableFuture.failedFuture(e);
        }
        return calls.call(
                Script.WRITE, Effect.CHANGE, describe(batch), Batches.write(batch, outboxEntriesMax), reply -> {
                    long version = issued(reply.number());
                    Set<String> enrolled = new HashSet<>();
                    while (reply.hasMore()) {
                        enrolled.add(reply.text());
                    }
                    return new WriteReceipt(version, Set.copyOf(enrolled));
                });
    }

    private static String describe(SourceBatch batch) {
        String table = batch.writes().isEmpty()
                ? batch.redo().isEmpty() ? "" : batch.redo().get(0).table()
                : batch.writes().get(0).table().table();
        int others = batch.writes().size() + batch.redo().size() - 1;
        return "table '" + table + "', write" + (others > 0 ? " and " + others + " more" : "");
    }

    private long issued(long version) {
        incarnations.seen(version);
        return version;
    }

    @Override
    public CompletionStage<FencedRead> fencedRead(String table, Collection<ByteString> keys) {
        return values(Script.FENCE, "fenced read", table, keys);
    }

    @Override
    public CompletionStage<FencedRead> frozenRead(String table, Collection<ByteString> keys) {
        return values(Script.FROZEN, "frozen read", table, keys);
    }

    private CompletionStage<FencedRead> values(
            Script script, String operation, String table, Collection<ByteString> keys) {
        List<ByteString> all = List.copyOf(keys);
        return calls.call(
                script,
                Effect.NONE,
                "table '" + table + "', " + operation,
                Arguments.of(table).addAll(all),
                reply -> {
                    long version = issued(reply.number());
                    return new FencedRead(version, Rows.found(all, reply.list()));
                });
    }

    @Override
    public CompletionStage<SourceSnapshot> snapshot(String table) {
        return rows.survey(table).thenApply(survey -> new RedisSnapshot(rows, table, survey, this::issued));
    }

    @Override
    public CompletionStage<List<OutboxEntry>> outbox(String table, long afterVersion, int limit) {
        return calls.call(
                Script.OUTBOX,
                Effect.NONE,
                "table '" + table + "', outbox",
                Arguments.of(table).add(afterVersion).add(limit).add(REDO_BYTES_MAX),
                OutboxPage::read);
    }

    @Override
    public CompletionStage<OutboxStatus> outboxStatus(String table) {
        return calls.call(
                Script.DEPTH, Effect.NONE, "table '" + table + "', outbox status", Arguments.of(table), reply -> {
                    long depth = reply.number();
                    long oldest = reply.number();
                    return new OutboxStatus(depth, oldest == 0 ? Long.MAX_VALUE : oldest, reply.number());
                });
    }

    @Override
    public CompletionStage<Void> confirm(String table, Collection<OutboxEntry> entries) {
        return entries.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : change(Script.CONFIRM, "confirmation", table, Batches.confirm(table, entries));
    }

    @Override
    public CompletionStage<Void> park(String table, OutboxEntry entry, String reason) {
        return change(
                Script.PARK,
                "parking",
                table,
                Arguments.of(table)
                        .add(entry.version())
                        .add(entry.key())
                        .add(EntryCodec.encode(entry))
                        .add(entry.redo() != null)
                        .add(reason));
    }

    private CompletionStage<Void> change(Script script, String operation, String table, Arguments arguments) {
        return this.calls.<@Nullable Void>call(
                script, Effect.CHANGE, "table '" + table + "', " + operation, arguments, reply -> null);
    }

    @Override
    public CompletionStage<Map<OutboxEntry, String>> parked(String table) {
        return parked(table, FIRST_CURSOR, new LinkedHashMap<>());
    }

    private CompletionStage<Map<OutboxEntry, String>> parked(
            String table, String from, Map<OutboxEntry, String> found) {
        Arguments arguments = Arguments.of(table).add(from).add(PARKED_A_CALL);
        return calls.call(Script.PARKED, Effect.NONE, "table '" + table + "', parked entries", arguments, reply -> {
                    String next = reply.text();
                    Reply part = reply.list();
                    while (part.hasMore()) {
                        found.put(EntryCodec.decode(part.bytes()), part.text());
                    }
                    return next;
                })
                .thenCompose(next -> next.equals(FIRST_CURSOR)
                        ? CompletableFuture.completedFuture(found)
                        : parked(table, next, found));
    }

    @Override
    public CompletionStage<SourceTableState> state(String table) {
        return state(Script.LOOK, Effect.NONE, "state", table, Arguments.of(table));
    }

    @Override
    public CompletionStage<SourceTableState> enrol(String table, long epoch) {
        return state(
                Script.ENROL,
                Effect.CHANGE,
                "enrolment",
                table,
                Arguments.of(table).add(epoch));
    }

    @Override
    public CompletionStage<SourceTableState> admit(String table, long epochMin, long epochMax) {
        return epochMin > epochMax
                ? CompletableFuture.failedFuture(TableRefusal.empty(table, epochMin, epochMax))
                : state(
                        Script.ADMIT,
                        Effect.CHANGE,
                        "window of epochs",
                        table,
                        Arguments.of(table).add(epochMin).add(epochMax));
    }

    @Override
    public CompletionStage<SourceTableState> seal(String table, long epoch) {
        return state(
                Script.SEAL, Effect.CHANGE, "seal", table, Arguments.of(table).add(epoch));
    }

    @Override
    public CompletionStage<SourceTableState> unseal(String table, long aboveVersion) {
        return state(
                Script.UNSEAL,
                Effect.CHANGE,
                "unsealing",
                table,
                Arguments.of(table).add(aboveVersion).add(FUTURE_MICROS_MAX));
    }

    private CompletionStage<SourceTableState> state(
            Script script, Effect effect, String operation, String table, Arguments arguments) {
        try {
            checkName(table);
        } catch (StoreException e) {
            return CompletableFuture.failedFuture(e);
        }
        return calls.call(
                script,
                effect,
                "table '" + table + "', " + operation,
                arguments,
                reply -> new SourceTableState(
                        reply.flag(), reply.flag(), reply.number(), reply.number(), issued(reply.number())));
    }

    @Override
    public CompletionStage<Void> applyAtVersion(String table, List<VersionedWrite> writes) {
        List<VersionedWrite> all = List.copyOf(writes);
        CompletionStage<Void> done = CompletableFuture.completedFuture(null);
        for (int from = 0; from < all.size() || from == 0; from += FOREIGN_WRITES_A_CALL) {
            Arguments arguments = Arguments.of(table);
            for (VersionedWrite write : all.subList(from, Math.min(all.size(), from + FOREIGN_WRITES_A_CALL))) {
                arguments.add(write.key()).add(write.version()).add(write.mutation());
            }
            CompletionStage<Void> part = change(Script.APPLY, "foreign writes", table, arguments);
            done = from == 0 ? part : done.thenCompose(before -> part);
        }
        return done;
    }

    @Override
    public CompletionStage<List<StoreCheck>> checks() {
        return calls.checks(InstantSource.system());
    }

    @Override
    public void close() {
        calls.close();
    }

    private static void checkName(String table) {
        try {
            KvBounds.checkTableName(table);
        } catch (KvException e) {
            throw new StoreException(StoreException.Kind.REJECTED, e.code(), e.detail(), e);
        }
    }
}
