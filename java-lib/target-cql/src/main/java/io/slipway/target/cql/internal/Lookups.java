package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.google.protobuf.ByteString;
import io.slipway.spi.Layout;
import io.slipway.spi.VersionedValue;
import io.slipway.target.cql.chunk.ChunkProtocol;
import io.slipway.target.cql.internal.TableStatements.Kind;
import io.slipway.target.cql.layout.KeyColumns;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Reads many keys of one table: one request for keys of one partition, or, where each key is a partition, for keys whose first replica is
 * the same node.
 */
final class Lookups {

    /** Most keys of one request: bounds the answer to as many values. */
    private static final int GROUP_KEYS_MAX = 32;

    /** Most requests of one call under way at a time. */
    private static final int WIDTH = 16;

    private final TableParts parts;
    private final ChunkProtocol protocol;
    private final CqlIdentifier keyspace;

    Lookups(TableParts parts, ChunkProtocol protocol) {
        this.parts = parts;
        this.protocol = protocol;
        this.keyspace = CqlIdentifier.fromInternal(parts.names().keyspace());
    }

    /** The keys as requests. Keys that do not fit the layout cannot be present, and are left out. */
    List<List<ByteString>> groups(Collection<ByteString> keys) {
        Optional<TokenMap> tokens = parts.requests().session().getMetadata().getTokenMap();
        Map<Object, List<ByteString>> together = new LinkedHashMap<>();
        for (ByteString key : new LinkedHashSet<>(keys)) {
            if (parts.layout().keyRefusal(key).isEmpty()) {
                together.computeIfAbsent(home(key, tokens), home -> new ArrayList<>())
                        .add(key);
            }
        }
        List<List<ByteString>> groups = new ArrayList<>();
        for (List<ByteString> keysThere : together.values()) {
            int requests = (keysThere.size() + GROUP_KEYS_MAX - 1) / GROUP_KEYS_MAX;
            for (int i = 0; i < requests; i++) {
                // Requests of one size end at about the same time.
                groups.add(keysThere.subList(i * keysThere.size() / requests, (i + 1) * keysThere.size() / requests));
            }
        }
        return groups;
    }

    /** What keys of one request have in common. */
    private Object home(ByteString key, Optional<TokenMap> tokens) {
        if (!(parts.layout().layout() instanceof Layout.Hash)) {
            KeyColumns columns = parts.layout().columns(key);
            return new KeyColumns(columns.partition(), columns.bucket(), ByteString.EMPTY);
        }
        return tokens.flatMap(map -> map.getReplicas(keyspace, key.asReadOnlyByteBuffer()).stream()
                        .findFirst())
                .<Object>map(node -> node)
                .orElse(keyspace);
    }

    /** The requests that {@link #read} has under way at a time. */
    int places(List<List<ByteString>> groups) {
        return Math.min(groups.size(), WIDTH);
    }

    CompletionStage<Map<ByteString, VersionedValue>> read(List<List<ByteString>> groups, Deadline deadline) {
        Map<ByteString, VersionedValue> found = new ConcurrentHashMap<>();
        return Fanout.run(groups, WIDTH, group -> readGroup(group, deadline, found))
                .thenApply(done -> found);
    }

    private CompletionStage<Void> readGroup(
            List<ByteString> group, Deadline deadline, Map<ByteString, VersionedValue> found) {
        Supplier<String> what = () -> "table '" + parts.spec().name() + "', getMany of " + group.size() + " keys";
        return parts.requests()
                .read(statement(group).build(), deadline, what)
                .thenCompose(page -> collect(page, deadline, what, found));
    }

    private BoundStatementBuilder statement(List<ByteString> group) {
        TableStatements.Binding binding = parts.statements().bind(Kind.READ_MANY);
        if (parts.layout().layout() instanceof Layout.Hash) {
            return binding.with(group).done().setRoutingKey(group.get(0).asReadOnlyByteBuffer());
        }
        List<KeyColumns> columns = group.stream().map(parts.layout()::columns).toList();
        KeyColumns first = columns.get(0);
        return binding.withPartition(first.partition(), first.bucket())
                .with(columns.stream().map(KeyColumns::rest).toList())
                .done();
    }

    private CompletionStage<Void> collect(
            AsyncResultSet page, Deadline deadline, Supplier<String> what, Map<ByteString, VersionedValue> found) {
        CompletionStage<Void> collected = CompletableFuture.completedFuture(null);
        for (Row row : page.currentPage()) {
            ByteString key = parts.reader().key(row);
            VersionedValue whole = parts.reader().whole(row);
            if (whole != null) {
                found.put(key, whole);
                continue;
            }
            var content = parts.reader().content(row);
            if (content.isPresent()) {
                collected = collected
                        .thenCompose(done -> protocol.assemble(new CqlRows(parts, deadline, "getMany"), key, content))
                        .thenAccept(value -> value.ifPresent(present -> found.put(key, present)));
            }
        }
        return page.hasMorePages()
                ? collected
                        .thenCompose(done -> parts.requests().nextPage(page, deadline, what))
                        .thenCompose(next -> collect(next, deadline, what, found))
                : collected;
    }
}
