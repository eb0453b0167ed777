package io.slipway.provider;

import com.google.protobuf.ByteString;
import io.slipway.migrate.Failures;
import io.slipway.spi.VersionedValue;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.FencedRead;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceTableState;
import io.slipway.spi.target.TargetStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads single keys at both sides, for people who look. A side that fails says so and leaves the other alone. */
record KeyReader(SourceStore source, TargetStore target, Duration timeout) {

    CompletionStage<KeyView> read(TableConfig record, ByteString key) {
        String table = record.spec().name();
        CompletionStage<KeyView.Side> atTarget = record.phase() == Phase.SOURCE
                ? CompletableFuture.completedFuture(KeyView.Side.NOT_ASKED)
                : guarded(target.open(record.spec())
                        .thenCompose(opened -> opened.read(key, timeout))
                        .thenApply(KeyReader::side));
        return guarded(source.state(table)
                        .thenCompose(state -> atSource(table, state, key))
                        .thenApply(read -> KeyView.Side.found(read.found().get(key), read.version())))
                .thenCombine(atTarget, (one, other) -> new KeyView(table, key, one, other));
    }

    private CompletionStage<FencedRead> atSource(String table, SourceTableState state, ByteString key) {
        return state.sealed() ? source.frozenRead(table, List.of(key)) : source.fencedRead(table, List.of(key));
    }

    private static KeyView.Side side(Optional<VersionedValue> found) {
        return found.map(value -> KeyView.Side.found(value.stored(), value.version()))
                .orElseGet(() -> KeyView.Side.found(null, 0));
    }

    private static CompletionStage<KeyView.Side> guarded(CompletionStage<KeyView.Side> side) {
        return side.exceptionally(thrown -> KeyView.Side.failed(Failures.known(thrown)));
    }
}
