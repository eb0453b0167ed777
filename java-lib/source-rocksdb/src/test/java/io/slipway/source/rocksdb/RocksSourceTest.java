package io.slipway.source.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoreException.Kind;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.OutboxStatus;
import io.slipway.spi.source.Redo;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceSnapshot;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import io.slipway.spi.source.WriteReceipt;
import io.slipway.testkit.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the embedded store promises beyond the contract of sources. */
class RocksSourceTest {

    private static final TableEpoch TABLE = new TableEpoch("t", 1);

    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    private Path folder;

    @Test
    void should_issue_greater_versions_if_the_clock_stepped_back_and_only_fenced_reads_came_before() {
        List<Long> versions = new ArrayList<>();
        for (int incarnation = 0; incarnation < 4; incarnation++) {
            try (SourceStore store = open(options())) {
                for (int i = 0; i < 5; i++) {
                    versions.add(answer(store.fencedRead("t", List.of())).version());
                }
            }
            clock.advance(Duration.ofDays(-1));
        }
        assertThat(versions).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void should_refuse_writes_to_enrolled_tables_alone_if_the_outbox_is_full() {
        try (SourceStore store = open(options().withOutboxEntriesMax(3))) {
            answer(store.enrol("t", 1));
            answer(store.write(batch("a", "b")));
            StoreException refused = refusal(store.write(batch("c", "d")));
            assertThat(refused.kind()).isEqualTo(Kind.OVERLOADED);
            assertThat(refused.code()).isEqualTo(KvErrorCode.OVERLOADED_OUTBOX);
            answer(store.write(batch("c")));
            TableEpoch other = new TableEpoch("other", 0);
            answer(store.write(SourceBatch.of(new SourceWrite(other, key("d"), put("v")))));
            assertThat(answer(store.read(TABLE, List.of(key("c"), key("d"))))).containsOnlyKeys(key("c"));

            answer(store.confirm("t", answer(store.outbox("t", 0, 10))));
            answer(store.write(batch("c", "d")));
        }
    }

    @Test
    void should_count_a_redo_once_if_it_is_sent_twice() {
        Redo redo = new Redo("t", new VersionedWrite(key("k"), put("v"), 5_000_000_000_000_000L));
        SourceBatch batch = new SourceBatch(List.of(), List.of(redo));
        try (SourceStore store = open(options())) {
            CompletionStage<WriteReceipt> first = store.write(batch);
            CompletionStage<WriteReceipt> second = store.write(batch);
            answer(first);
            answer(second);
            assertThat(answer(store.outboxStatus("t")))
                    .isEqualTo(new OutboxStatus(1, redo.write().version(), 0));
            OutboxEntry entry = new OutboxEntry(key("k"), redo.write().version(), redo.write());
            assertThat(answer(store.outbox("t", 0, 10))).containsExactly(entry);
            answer(store.park("t", entry, "too large"));
            assertThat(answer(store.parked("t"))).containsOnlyKeys(entry).containsValue("too large");
            answer(store.confirm("t", List.of(entry)));
            assertThat(answer(store.outboxStatus("t"))).isEqualTo(new OutboxStatus(0, Long.MAX_VALUE, 0));
        }
    }

    @Test
    void should_answer_others_if_an_answer_waits_for_another_one() {
        try (SourceStore store = open(options())) {
            List<CompletableFuture<Long>> chains = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                SourceBatch first = batch("a" + i);
                SourceBatch second = batch("b" + i);
                chains.add(store.write(first)
                        .thenApply(receipt -> answer(store.write(second)).version() - receipt.version())
                        .toCompletableFuture());
            }
            assertThat(chains).allSatisfy(chain -> assertThat(answer(chain)).isPositive());
        }
    }

    @Test
    void should_refuse_more_than_the_queue_holds_and_apply_what_it_took() {
        try (SourceStore store = open(options().withQueueMax(16))) {
            List<CompletionStage<WriteReceipt>> writes = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                writes.add(store.write(batch("k" + i)));
            }
            int applied = 0;
            for (int i = 0; i < writes.size(); i++) {
                CompletableFuture<WriteReceipt> write = writes.get(i).toCompletableFuture();
                boolean present =
                        write.handle((receipt, failure) -> failure == null).join();
                applied += present ? 1 : 0;
                if (!present) {
                    assertThat(refusal(write).code()).isEqualTo(KvErrorCode.OVERLOADED_IN_FLIGHT);
                }
                assertThat(answer(store.read(TABLE, List.of(key("k" + i)))).isEmpty())
                        .isNotEqualTo(present);
            }
            assertThat(applied).isBetween(16, 4_999);
        }
    }

    @Test
    void should_refuse_everything_if_the_store_is_closed() {
        SourceStore store = open(options());
        SourceSnapshot snapshot = answer(store.snapshot("t"));
        store.close();
        store.close();
        assertThat(refusal(store.write(batch("a"))).kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(refusal(store.read(TABLE, List.of(key("a")))).kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(refusal(store.parked("t")).kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(refusal(snapshot.read(KeyRange.ALL, null, 1, 1)).kind()).isEqualTo(Kind.UNAVAILABLE);
        snapshot.close();
    }

    @Test
    void should_answer_or_refuse_every_read_if_the_store_is_closed_beneath_it() {
        for (int round = 0; round < 5; round++) {
            SourceStore store = open(options().withSync(false));
            answer(store.write(batch("a", "b", "c")));
            SourceSnapshot snapshot = answer(store.snapshot("t"));
            List<CompletableFuture<Integer>> readers = new ArrayList<>();
            for (int reader = 0; reader < 4; reader++) {
                readers.add(CompletableFuture.supplyAsync(() -> readUntilRefused(store, snapshot)));
            }
            answer(store.fencedRead("t", List.of()));
            store.close();
            assertThat(readers).allSatisfy(reader -> assertThat(answer(reader)).isNotNegative());
        }
    }

    private static int readUntilRefused(SourceStore store, SourceSnapshot snapshot) {
        for (int reads = 0; ; reads++) {
            try {
                answer(store.read(TABLE, List.of(key("a"))));
                answer(store.scan(TABLE, KeyRange.ALL, 100));
                answer(snapshot.read(KeyRange.ALL, null, 10, 1_000));
                snapshot.splits(3);
            } catch (CompletionException | StoreException e) {
                Throwable cause = e instanceof CompletionException ? e.getCause() : e;
                assertThat(((StoreException) cause).kind()).isEqualTo(Kind.UNAVAILABLE);
                return reads;
            }
        }
    }

    @Test
    void should_refuse_to_unseal_above_a_version_from_the_far_future() {
        try (SourceStore store = open(options())) {
            answer(store.enrol("t", 1));
            long floor = answer(store.seal("t", 1)).floor();
            long day = Duration.ofDays(1).toNanos() / 1_000;
            assertThat(refusal(store.unseal("t", floor + 2 * day)).kind()).isEqualTo(Kind.REJECTED);
            assertThat(answer(store.state("t")).sealed()).isTrue();
            answer(store.unseal("t", floor + day / 2));
            assertThat(answer(store.write(batch("a"))).version()).isGreaterThan(floor + day / 2);
        }
    }

    @Test
    void should_refuse_a_table_name_that_cannot_be() {
        try (SourceStore store = open(options())) {
            TableEpoch wrong = new TableEpoch("No Table", 0);
            StoreException refused = refusal(store.write(SourceBatch.of(new SourceWrite(wrong, key("a"), put("v")))));
            assertThat(refused.kind()).isEqualTo(Kind.REJECTED);
            assertThat(refused.code()).isEqualTo(KvErrorCode.TABLE_NAME);
            assertThat(refusal(store.enrol("No Table", 1)).code()).isEqualTo(KvErrorCode.TABLE_NAME);
        }
    }

    @Test
    void should_cut_a_table_into_splits_of_similar_size_whatever_its_keys_look_like() {
        try (SourceStore store = open(options().withSync(false))) {
            Random random = new Random(7);
            int rows = 0;
            for (int i = 0; i < 40; i++) {
                List<SourceWrite> writes = new ArrayList<>();
                for (int j = 0; j < 500; j++) {
                    byte[] value = new byte[400];
                    random.nextBytes(value);
                    String key = (rows % 3 == 0 ? "" : "a/very/long/common/prefix/of/many/keys/") + random.nextLong();
                    writes.add(new SourceWrite(
                            TABLE, key(key), Mutation.put(StoredValue.lasting(ByteString.copyFrom(value)))));
                    rows++;
                }
                answer(store.write(new SourceBatch(writes, List.of())));
            }
            try (SourceSnapshot snapshot = answer(store.snapshot("t"))) {
                List<KeyRange> splits = snapshot.splits(8);
                assertThat(splits).hasSize(8);
                List<Integer> sizes = new ArrayList<>();
                for (KeyRange split : splits) {
                    sizes.add(answer(snapshot.read(split, null, rows, Integer.MAX_VALUE))
                            .rows()
                            .size());
                }
                assertThat(sizes).allSatisfy(size -> assertThat(size).isBetween(1_700, 3_300));
                assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(rows);
                assertThat(snapshot.estimatedRows()).isBetween(rows * 9L / 10, rows * 11L / 10);
                assertThat(snapshot.estimatedBytes()).isBetween(rows * 400L, rows * 600L);
                assertThat(Snapshots.rows(snapshot, 8))
                        .extracting(KeyedValue::key)
                        .doesNotHaveDuplicates();
            }
        }
    }

    private RocksOptions options() {
        return RocksOptions.at(folder);
    }

    private SourceStore open(RocksOptions options) {
        return RocksSource.open(options, clock);
    }

    private static SourceBatch batch(String... keys) {
        List<SourceWrite> writes = new ArrayList<>();
        for (String key : keys) {
            writes.add(new SourceWrite(TABLE, key(key), put("v")));
        }
        return new SourceBatch(writes, List.of());
    }

    private static Mutation put(String value) {
        return Mutation.put(StoredValue.lasting(ByteString.copyFromUtf8(value)));
    }

    private static ByteString key(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static StoreException refusal(CompletionStage<?> stage) {
        CompletionException failed = catchThrowableOfType(
                CompletionException.class, () -> stage.toCompletableFuture().join());
        assertThat(failed.getCause()).isInstanceOf(StoreException.class);
        return (StoreException) failed.getCause();
    }

    private static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
