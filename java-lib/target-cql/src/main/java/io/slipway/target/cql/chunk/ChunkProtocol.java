package io.slipway.target.cql.chunk;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedValue;
import io.slipway.spi.VersionedWrite;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * Writes and reads values of any size: small ones in one row, larger ones as chunks and a head.
 *
 * <p>Chunks first, then the head, both at the write's version; so whoever sees a head finds its chunks, unless a later write has removed
 * them meanwhile. A reader that misses one therefore reads the row again: another head there is followed, the same one is a data error.
 * That holds where every read sees every acknowledged write: at quorums of one data centre. Where a key is written in one data centre and
 * read at LOCAL_QUORUM in another, the removal of old chunks may arrive there before the new head does: until it has, large values that
 * were overwritten a moment ago fail with CHUNKS_BROKEN, and small ones read as they were. Stateless and thread-safe; never blocks.
 */
public final class ChunkProtocol {

    /** The largest value that is kept in one row, and the size of a chunk, where nothing else is configured. */
    public static final int CHUNK_BYTES_DEFAULT = 1 << 20;

    /** How many chunks of one value are under way at a time: bounds the memory and the permits of one call. */
    private static final int WINDOW = 4;

    private final int chunkBytes;
    private final InstantSource clock;

    public ChunkProtocol(int chunkBytes, InstantSource clock) {
        if (chunkBytes < 1) {
            throw new IllegalArgumentException("chunkBytes must be positive, not " + chunkBytes);
        }
        this.chunkBytes = chunkBytes;
        this.clock = clock;
    }

    /** Applies a write. A put whose value has expired meanwhile becomes a tombstone, as it must still hide older values. */
    public CompletionStage<Void> apply(ChunkRows rows, VersionedWrite write) {
        ByteString key = write.key();
        long version = write.version();
        if (!(write.mutation() instanceof Mutation.Put put) || put.value().expiredAt(clock.instant())) {
            return rows.writeTombstone(key, version).thenCompose(done -> collect(rows, key, version));
        }
        StoredValue value = put.value();
        return fitsOneRow(value) ? rows.writeValue(key, value, version) : writeChunked(rows, key, value, version);
    }

    /** Whether the value is small enough for one row. */
    public boolean fitsOneRow(StoredValue value) {
        return value.value().size() <= chunkBytes;
    }

    private CompletionStage<Void> writeChunked(ChunkRows rows, ByteString key, StoredValue value, long version) {
        List<ByteString> chunks = split(value.value());
        ChunkHead head = ChunkHead.of(chunks);
        return writeChunks(rows, key, head.set(version), chunks, 0, value.expirySecond())
                .thenCompose(done -> rows.writeHead(key, head, value.expirySecond(), version))
                .thenCompose(done -> collect(rows, key, version));
    }

    /** The write is durable by now: whatever becomes of older chunks, nobody may be told that it was not applied. */
    private static CompletionStage<Void> collect(ChunkRows rows, ByteString key, long version) {
        return rows.deleteChunksBelow(key, version)
                .exceptionallyCompose(thrown -> CompletableFuture.failedStage(new StoreException(
                        StoreException.Kind.UNKNOWN,
                        KvErrorCode.WRITE_INTERRUPTED,
                        "the write was applied, but not all chunks of older values were removed",
                        thrown)));
    }

    private CompletionStage<Void> writeChunks(
            ChunkRows rows, ByteString key, ChunkSet set, List<ByteString> chunks, int from, long expirySecond) {
        if (from >= chunks.size()) {
            return CompletableFuture.completedStage(null);
        }
        int to = Math.min(from + WINDOW, chunks.size());
        CompletableFuture<?>[] writes = IntStream.range(from, to)
                .mapToObj(i -> rows.writeChunk(key, set, i, chunks.get(i), expirySecond))
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(writes)
                .thenCompose(done -> writeChunks(rows, key, set, chunks, to, expirySecond));
    }

    /** The key's value; empty if absent. */
    public CompletionStage<Optional<VersionedValue>> read(ChunkRows rows, ByteString key) {
        return rows.read(key).thenCompose(row -> assemble(rows, key, row));
    }

    /** The value that a row stands for, which may have been read some time ago. */
    public CompletionStage<Optional<VersionedValue>> assemble(ChunkRows rows, ByteString key, Optional<Row> row) {
        if (row.isEmpty()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        Row found = row.get();
        if (found.content() instanceof Row.Whole whole) {
            return CompletableFuture.completedStage(Optional.of(versioned(found, whole.value())));
        }
        ChunkHead head = ((Row.Chunked) found.content()).head();
        return readChunks(rows, key, head.set(found.version()), head.count(), new ArrayList<>())
                .thenCompose(chunks -> head.describes(chunks)
                        ? CompletableFuture.completedStage(Optional.of(versioned(found, join(chunks))))
                        : follow(rows, key, found, chunks.size()));
    }

    /** The chunks from the first on, up to the first missing one. */
    private CompletionStage<List<ByteString>> readChunks(
            ChunkRows rows, ByteString key, ChunkSet set, int count, List<ByteString> found) {
        int from = found.size();
        if (from >= count) {
            return CompletableFuture.completedStage(found);
        }
        int to = Math.min(from + WINDOW, count);
        List<CompletableFuture<Optional<ByteString>>> window = IntStream.range(from, to)
                .mapToObj(i -> rows.readChunk(key, set, i).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(window.toArray(CompletableFuture<?>[]::new))
                .thenCompose(done -> {
                    window.stream()
                            .map(CompletableFuture::join)
                            .takeWhile(Optional::isPresent)
                            .map(Optional::get)
                            .forEach(found::add);
                    return found.size() == to
                            ? readChunks(rows, key, set, count, found)
                            : CompletableFuture.completedStage(found);
                });
    }

    private CompletionStage<Optional<VersionedValue>> follow(ChunkRows rows, ByteString key, Row stale, int found) {
        return rows.read(key).thenCompose(row -> {
            boolean same = row.filter(now ->
                            now.version() == stale.version() && now.content().equals(stale.content()))
                    .isPresent();
            if (same) {
                return CompletableFuture.failedStage(broken(stale, found));
            }
            return assemble(rows, key, row);
        });
    }

    private static StoreException broken(Row row, int found) {
        ChunkHead head = ((Row.Chunked) row.content()).head();
        String what = found < head.count()
                ? "chunk " + found + " of " + head.count() + " is missing"
                : "its " + head.count() + " chunks do not match its hash";
        return new StoreException(
                StoreException.Kind.CORRUPT,
                KvErrorCode.CHUNKS_BROKEN,
                "large value of version " + row.version() + " and " + head.length() + " bytes: " + what
                        + "; write the key again or repair it from the source");
    }

    private List<ByteString> split(ByteString value) {
        List<ByteString> chunks = new ArrayList<>();
        for (int from = 0; from < value.size(); from += chunkBytes) {
            chunks.add(value.substring(from, Math.min(from + chunkBytes, value.size())));
        }
        return chunks;
    }

    private static ByteString join(List<ByteString> chunks) {
        return ByteString.copyFrom(chunks);
    }

    private static VersionedValue versioned(Row row, ByteString value) {
        return new VersionedValue(new StoredValue(value, row.expirySecond()), row.version());
    }
}
