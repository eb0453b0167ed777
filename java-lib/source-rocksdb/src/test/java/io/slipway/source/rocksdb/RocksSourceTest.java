package io.slipway.source.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.source.FencedRead;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourcePage;
import io.slipway.spi.source.SourceSnapshot;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import io.slipway.spi.source.WriteReceipt;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksSourceTest {

    private static final TableEpoch EPOCH_1 = new TableEpoch("t", 1);

    @TempDir
    private Path folder;

    @Test
    void should_walk_from_enrolment_to_seal() {
        ByteString key = ByteString.copyFromUtf8("k");
        StoredValue value = StoredValue.lasting(ByteString.copyFromUtf8("v"));
        try (SourceStore store = RocksSource.open(RocksOptions.at(folder), Clock.systemUTC())) {
            WriteReceipt before = of(store.write(write(key, Mutation.put(value))));
            assertThat(before.enrolled()).isEmpty();
            of(store.enrol("t", 1));
            WriteReceipt receipt = of(store.write(write(key, Mutation.put(value))));
            assertThat(receipt.enrolled()).containsExactly("t");
            assertThat(receipt.version()).isGreaterThan(before.version());
            assertThat(of(store.read(EPOCH_1, List.of(key)))).containsEntry(key, value);
            FencedRead fenced = of(store.fencedRead("t", List.of(key)));
            assertThat(fenced.version()).isGreaterThan(receipt.version());
            assertThat(fenced.found()).containsEntry(key, value);
            List<OutboxEntry> entries = of(store.outbox("t", 0, 10));
            assertThat(entries).containsExactly(new OutboxEntry(key, receipt.version(), null));
            try (SourceSnapshot snapshot = of(store.snapshot("t"))) {
                assertThat(snapshot.splits(4)).isNotEmpty();
                SourcePage page = of(snapshot.read(KeyRange.ALL, null, 10, 1_000));
                assertThat(page.rows()).hasSize(1);
                assertThat(page.last()).isNull();
            }
            long floor = of(store.seal("t", 1)).floor();
            assertThat(of(store.frozenRead("t", List.of(key))).version()).isEqualTo(floor);
            of(store.confirm("t", entries));
            assertThat(of(store.outboxStatus("t")).depth()).isZero();
        }
        try (SourceStore store = RocksSource.open(RocksOptions.at(folder), Clock.systemUTC())) {
            assertThat(of(store.state("t")).sealed()).isTrue();
        }
    }

    private static SourceBatch write(ByteString key, Mutation mutation) {
        return SourceBatch.of(new SourceWrite(EPOCH_1, key, mutation));
    }

    private static <T> T of(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
