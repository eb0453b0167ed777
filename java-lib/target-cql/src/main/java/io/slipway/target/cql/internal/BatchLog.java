package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import io.slipway.target.cql.chunk.ChunkHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The table of redo records: one partition a batch, its bytes in pieces, and a seal that is written last.
 *
 * <p>A record counts only with its seal. The statements are prepared where they are used: the driver remembers them, and a cluster that
 * never sees a batch need not have the table.
 */
final class BatchLog {

    /** Far below the least mutation that a server takes by default. */
    private static final int PIECE_BYTES = 256 << 10;

    private static final int WIDTH = 8;
    private static final int SEAL = -1;

    private final Requests requests;
    private final String table;

    BatchLog(Requests requests, String keyspace) {
        this.requests = requests;
        this.table = '"' + keyspace + "\"." + Schema.BATCHES;
    }

    /** A record's place and age. */
    record Id(UUID id, long createdMicros) {}

    /** Writes the pieces of a record, which do not count before {@link #seal}. */
    CompletionStage<Void> write(Id id, ByteString record, Deadline deadline) {
        List<ByteString> pieces = pieces(record);
        List<Integer> indexes = IntStream.range(0, pieces.size()).boxed().toList();
        return Fanout.run(indexes, WIDTH, index -> put(id, index, pieces.get(index), deadline));
    }

    /** Makes a record count. */
    CompletionStage<Void> seal(Id id, ByteString record, Deadline deadline) {
        return put(id, SEAL, ChunkHead.of(pieces(record)).encode(), deadline);
    }

    private CompletionStage<Void> put(Id id, int piece, ByteString data, Deadline deadline) {
        return write(
                "UPDATE " + table + " USING TIMESTAMP ? SET created = ?, data = ? WHERE id = ? AND piece = ?",
                statement -> statement
                        .setLong(0, id.createdMicros())
                        .setLong(1, id.createdMicros())
                        .setByteBuffer(2, data.asReadOnlyByteBuffer())
                        .setUuid(3, id.id())
                        .setInt(4, piece),
                deadline);
    }

    /** Removes a record, and whatever of it is still on its way. */
    CompletionStage<Void> delete(Id id, Deadline deadline) {
        return write(
                "DELETE FROM " + table + " USING TIMESTAMP ? WHERE id = ?",
                statement -> statement.setLong(0, id.createdMicros() + 1).setUuid(1, id.id()),
                deadline);
    }

    /** All records, complete or not. */
    CompletionStage<List<Id>> list(Deadline deadline) {
        Map<UUID, Id> found = new HashMap<>();
        return requests.prepare("SELECT id, created FROM " + table)
                .thenCompose(statement -> requests.read(statement.bind(), deadline, BatchLog::what))
                .thenCompose(page -> collect(page, deadline, row -> {
                    Id id = new Id(row.getUuid("id"), row.getLong("created"));
                    found.put(id.id(), id);
                }))
                .thenApply(done -> List.copyOf(found.values()))
                .exceptionallyCompose(BatchLog::noneIfNoTable);
    }

    /** Where nothing was ever prepared, there is no table of records. */
    private static CompletionStage<List<Id>> noneIfNoTable(Throwable failure) {
        Throwable cause = Failures.unwrap(failure);
        return cause instanceof StoreException store && store.code() == KvErrorCode.TABLE_SCHEMA
                ? CompletableFuture.completedStage(List.of())
                : CompletableFuture.failedStage(cause);
    }

    /** A record's bytes; empty if it has no seal. */
    CompletionStage<Optional<ByteString>> read(Id id, Deadline deadline) {
        Map<Integer, ByteString> pieces = new TreeMap<>();
        return requests.prepare("SELECT piece, data FROM " + table + " WHERE id = ?")
                .thenCompose(statement -> {
                    BoundStatement bound = statement.bind(id.id());
                    return requests.read(bound, deadline, BatchLog::what);
                })
                .thenCompose(page ->
                        collect(page, deadline, row -> pieces.put(row.getInt("piece"), RowReader.bytes(row, "data"))))
                .thenApply(done -> join(id, pieces));
    }

    private static Optional<ByteString> join(Id id, Map<Integer, ByteString> pieces) {
        ByteString seal = pieces.remove(SEAL);
        if (seal == null) {
            return Optional.empty();
        }
        List<ByteString> inOrder = List.copyOf(pieces.values());
        if (!ChunkHead.decode(seal).describes(inOrder)) {
            throw new StoreException(
                    StoreException.Kind.CORRUPT,
                    KvErrorCode.DATA_CORRUPT,
                    "redo record " + id.id() + " does not match its seal");
        }
        return Optional.of(ByteString.copyFrom(inOrder));
    }

    private static List<ByteString> pieces(ByteString record) {
        List<ByteString> pieces = new ArrayList<>();
        for (int from = 0; from < record.size(); from += PIECE_BYTES) {
            pieces.add(record.substring(from, Math.min(from + PIECE_BYTES, record.size())));
        }
        return pieces;
    }

    private CompletionStage<Void> collect(AsyncResultSet page, Deadline deadline, Consumer<Row> consumer) {
        page.currentPage().forEach(consumer);
        return page.hasMorePages()
                ? requests.nextPage(page, deadline, BatchLog::what)
                        .thenCompose(next -> collect(next, deadline, consumer))
                : CompletableFuture.completedStage(null);
    }

    private CompletionStage<Void> write(
            String cql, Function<BoundStatementBuilder, BoundStatementBuilder> bind, Deadline deadline) {
        return requests.prepare(cql)
                .thenCompose(statement -> requests.write(
                        bind.apply(statement.boundStatementBuilder()).build(), deadline, BatchLog::what));
    }

    private static String what() {
        return "redo record of a batch";
    }
}
