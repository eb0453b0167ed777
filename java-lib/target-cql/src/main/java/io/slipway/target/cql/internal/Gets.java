package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.ByteString;
import io.slipway.kv.KvBounds;
import io.slipway.spi.VersionedValue;
import io.slipway.target.cql.chunk.ChunkProtocol;
import io.slipway.target.cql.internal.TableStatements.Kind;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads of single keys of one table. Gets of the same key share requests; each request has a place in flight. Thread-safe. */
final class Gets {

    private final TableParts parts;
    private final InFlight inFlight;
    private final ChunkProtocol protocol;
    private final SingleFlight<Optional<VersionedValue>> flights;

    Gets(TableParts parts, InFlight inFlight, ChunkProtocol protocol, boolean eager) {
        this.parts = parts;
        this.inFlight = inFlight;
        this.protocol = protocol;
        this.flights = new SingleFlight<>(this::send, eager, parts.time());
    }

    CompletionStage<Optional<VersionedValue>> get(ByteString key, Deadline deadline) {
        return flights.get(key, deadline);
    }

    /** Called when this process's write of the key is about to be answered. */
    void written(ByteString key) {
        flights.written(key);
    }

    private void send(ByteString key, Deadline deadline, BiConsumer<Optional<VersionedValue>, Throwable> answer) {
        if (inFlight.take(1)) {
            new Request(key, deadline, answer).send();
        } else {
            answer.accept(Optional.empty(), inFlight.refusal());
        }
    }

    /** One request for a row, which hears of its answer itself. */
    private final class Request implements BiConsumer<AsyncResultSet, Throwable>, Supplier<String> {

        private final ByteString key;
        private final Deadline deadline;
        private final BiConsumer<Optional<VersionedValue>, Throwable> answer;

        Request(ByteString key, Deadline deadline, BiConsumer<Optional<VersionedValue>, Throwable> answer) {
            this.key = key;
            this.deadline = deadline;
            this.answer = answer;
        }

        void send() {
            parts.requests()
                    .sendRead(
                            parts.statements()
                                    .bind(Kind.READ)
                                    .withKey(parts.layout().columns(key))
                                    .done(),
                            deadline,
                            this)
                    .whenComplete(this);
        }

        @Override
        public void accept(AsyncResultSet result, @Nullable Throwable failure) {
            if (failure != null) {
                end(Optional.empty(), Failures.ofRead(failure, get()));
                return;
            }
            Row row = result.one();
            if (row == null) {
                end(Optional.empty(), null);
                return;
            }
            VersionedValue whole = parts.reader().whole(row);
            if (whole != null) {
                end(Optional.of(whole), null);
            } else {
                assemble(row);
            }
        }

        private void assemble(Row row) {
            try {
                protocol.assemble(
                                new CqlRows(parts, deadline, "get"),
                                key,
                                parts.reader().content(row))
                        .whenComplete(this::end);
            } catch (RuntimeException e) {
                end(Optional.empty(), e);
            }
        }

        /** The place is free again before anybody sees the result, so that a caller who goes on at once is not refused. */
        private void end(Optional<VersionedValue> found, @Nullable Throwable failure) {
            inFlight.leave(1);
            answer.accept(found, failure);
        }

        /** What the request is about, for messages. */
        @Override
        public String get() {
            return KvBounds.describe(parts.spec().name(), "get", key);
        }
    }
}
