package io.slipway.spi.source;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.StoreCheck;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An old store with one primary, as the migration sees it.
 *
 * <p><b>Versions.</b> The primary issues them inside the write: {@code max(its clock in microseconds, last issued + 1)}, one total order
 * over all tables, equal to the order of application, growing across restarts even if the clock steps back.
 *
 * <p><b>Epochs.</b> {@link #read}, {@link #scan} and {@link #write} carry the caller's epoch. The source compares it, in the same atomic
 * step, with the window {@code [epochMin, epochMax]} of the table and refuses what is outside with {@link StoreException.Kind#STALE_EPOCH}.
 * A table that is not enrolled accepts every epoch.
 *
 * <p><b>Outbox.</b> From {@link #enrol} on, each write leaves an entry in the same atomic step, whatever the caller's epoch. An entry leaves
 * only by {@link #confirm} (or {@link #park}).
 *
 * <p><b>Seal.</b> A sealed table refuses reads, writes and fenced reads with {@link StoreException.Kind#SEALED}; only {@link #frozenRead},
 * the outbox and its confirmation still work.
 *
 * <p>All methods are safe for many threads and fail with {@link StoreException}; a failed write says whether it may have been applied.
 * Expired values are absent everywhere. Time comes from the clock given at construction.
 */
public interface SourceStore extends AutoCloseable {

    SourceCapabilities capabilities();

    /** Values of those keys that are present. */
    CompletionStage<Map<ByteString, StoredValue>> read(TableEpoch table, Collection<ByteString> keys);

    /** At most {@code limit} rows of {@code range} in key order. Needs {@link SourceCapabilities#ordered}. */
    CompletionStage<List<KeyedValue>> scan(TableEpoch table, KeyRange range, int limit);

    /** Applies all writes of the batch in one atomic step, or none. */
    CompletionStage<WriteReceipt> write(SourceBatch batch);

    /** The states of {@code keys} (maybe none) and a fresh version, in one atomic step. Needs no epoch: it is always right until the seal. */
    CompletionStage<FencedRead> fencedRead(String table, Collection<ByteString> keys);

    /** The whole table as of one moment. */
    CompletionStage<SourceSnapshot> snapshot(String table);

    /**
     * The oldest unconfirmed entries with a version above {@code afterVersion}, in order of version, about {@code limit}: entries of one
     * version are never split between pages, so that the last version of a page is where the next one goes on. Parked ones are left out.
     */
    CompletionStage<List<OutboxEntry>> outbox(String table, long afterVersion, int limit);

    /** How many entries wait, and how old the oldest is. */
    CompletionStage<OutboxStatus> outboxStatus(String table);

    /**
     * Removes exactly these entries, parked ones too: of each, the target has confirmed its version, or a later one of the same key.
     * Idempotent; losing it is harmless.
     */
    CompletionStage<Void> confirm(String table, Collection<OutboxEntry> entries);

    /**
     * Sets an entry aside with the reason why the target does not take it. It is kept, listed by {@link #parked}, and blocks gates, until it
     * is confirmed. One that is set aside already gets the new reason; one that was confirmed meanwhile stays gone.
     */
    CompletionStage<Void> park(String table, OutboxEntry entry, String reason);

    /** Entries set aside, with their reasons. */
    CompletionStage<Map<OutboxEntry, String>> parked(String table);

    /** What the source knows of the table; {@link SourceTableState#UNTOUCHED} for a table it has never heard of. */
    CompletionStage<SourceTableState> state(String table);

    /** Begins to version and log the table's writes, with the window {@code [0, epoch]}. Idempotent for the same epoch. Unversioned writers are refused from now on. */
    CompletionStage<SourceTableState> enrol(String table, long epoch);

    /**
     * Moves the window of accepted epochs. Neither bound ever falls: a lower one than stored fails with {@link
     * StoreException.Kind#STALE_EPOCH}. Idempotent.
     */
    CompletionStage<SourceTableState> admit(String table, long epochMin, long epochMax);

    /**
     * Ends the source's authority over the table in one atomic step; {@link SourceTableState#floor} is a freshly issued version. Idempotent:
     * a second seal answers with the same floor.
     *
     * @param epoch must lie inside the window, else {@link StoreException.Kind#STALE_EPOCH}
     */
    CompletionStage<SourceTableState> seal(String table, long epoch);

    /** Gives authority back: the source issues only versions above {@code aboveVersion} from now on. */
    CompletionStage<SourceTableState> unseal(String table, long aboveVersion);

    /** The frozen states of {@code keys} of a sealed table; the version is its floor, so that they never overwrite anything newer. */
    CompletionStage<FencedRead> frozenRead(String table, Collection<ByteString> keys);

    /**
     * Applies writes that were ordered elsewhere (the reverse path): each takes effect only if its version is above the key's stored one.
     * Tombstones are kept with their versions. Only on a sealed table; no outbox entries.
     */
    CompletionStage<Void> applyAtVersion(String table, List<VersionedWrite> writes);

    /** What an operator should know of the store: its product, its clock beside this machine's, what a crash may lose. Changes nothing. */
    default CompletionStage<List<StoreCheck>> checks() {
        return CompletableFuture.completedFuture(List.of());
    }

    /** Waits for operations in flight and releases the store. */
    @Override
    void close();
}
