package io.slipway.kv;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A typed view of a table whose values are packed protobuf messages of type {@code M}.
 *
 * <p>It parses on read and packs on write. What it does not write it does not re-encode: unknown fields and non-canonical encodings of
 * stored values survive, and {@link #raw()} hands out the bytes. Threads, bounds and errors are those of {@link KvTable}; bytes that are
 * no message of the type fail with {@link KvErrorCode#VALUE_NOT_PARSEABLE}.
 */
public final class ProtoTable<M extends MessageLite> {

    private final KvTable table;
    private final Parser<M> parser;

    public ProtoTable(KvTable table, Parser<M> parser) {
        this.table = table;
        this.parser = parser;
    }

    /** The same table, untyped. */
    public KvTable raw() {
        return table;
    }

    public Optional<M> get(ByteString key) {
        return table.get(key).map(value -> parse(key, value));
    }

    public CompletionStage<Optional<M>> getAsync(ByteString key) {
        return table.getAsync(key).thenApply(found -> found.map(value -> parse(key, value)));
    }

    public Map<ByteString, M> getMany(Collection<ByteString> keys) {
        return parseAll(table.getMany(keys));
    }

    public CompletionStage<Map<ByteString, M>> getManyAsync(Collection<ByteString> keys) {
        return table.getManyAsync(keys).thenApply(this::parseAll);
    }

    public void put(ByteString key, M message) {
        table.put(key, message.toByteString());
    }

    public CompletionStage<Void> putAsync(ByteString key, M message) {
        return table.putAsync(key, message.toByteString());
    }

    public void put(ByteString key, M message, PutOptions options) {
        table.put(key, message.toByteString(), options);
    }

    public CompletionStage<Void> putAsync(ByteString key, M message, PutOptions options) {
        return table.putAsync(key, message.toByteString(), options);
    }

    public void delete(ByteString key) {
        table.delete(key);
    }

    public CompletionStage<Void> deleteAsync(ByteString key) {
        return table.deleteAsync(key);
    }

    private Map<ByteString, M> parseAll(Map<ByteString, ByteString> values) {
        Map<ByteString, M> messages = new LinkedHashMap<>();
        values.forEach((key, value) -> messages.put(key, parse(key, value)));
        return messages;
    }

    private M parse(ByteString key, ByteString value) {
        try {
            return parser.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw KvException.of(
                    KvErrorCode.VALUE_NOT_PARSEABLE,
                    KvBounds.describe(table.name(), "get", key)
                            + ": the stored bytes are no message of the table's type",
                    e);
        }
    }
}
