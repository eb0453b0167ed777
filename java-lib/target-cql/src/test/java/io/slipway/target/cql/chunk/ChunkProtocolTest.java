package io.slipway.target.cql.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedValue;
import io.slipway.spi.VersionedWrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkProtocolTest {

    private static final int CHUNK = 10;
    private static final long NOW = 1_000_000;
    private static final ByteString KEY = ByteString.copyFromUtf8("k");

    private final ChunkProtocol protocol = new ChunkProtocol(CHUNK, () -> Instant.ofEpochSecond(NOW));
    private final MapRows rows = new MapRows();

    @Property
    void should_give_back_values_of_every_size(@ForAll @IntRange(max = 200) int size) {
        MapRows fresh = new MapRows();
        ByteString value = value(size, size);
        protocol.apply(fresh, put(value, 5)).toCompletableFuture().join();

        assertThat(protocol.read(fresh, KEY).toCompletableFuture().join())
                .contains(new VersionedValue(StoredValue.lasting(value), 5));
        assertThat(fresh.chunksOf(KEY).isEmpty()).isEqualTo(size <= CHUNK);
    }

    @Test
    void should_write_all_chunks_before_the_head_and_collect_after_it() {
        List<String> steps = new ArrayList<>();
        rows.hook = steps::add;
        apply(put(value(35, 1), 5));

        assertThat(steps)
                .containsExactly(
                        "writeChunk", "writeChunk", "writeChunk", "writeChunk", "writeHead", "deleteChunksBelow");
    }

    @Test
    void should_remove_the_chunks_of_older_versions_only() {
        apply(put(value(35, 1), 5));
        apply(put(value(35, 2), 7));
        assertThat(rows.chunksOf(KEY)).containsOnlyKeys(7L);

        apply(put(value(35, 3), 6));
        assertThat(read()).contains(new VersionedValue(StoredValue.lasting(value(35, 2)), 7));
        apply(delete(9));
        assertThat(rows.chunksOf(KEY)).isEmpty();
        assertThat(read()).isEmpty();
    }

    @Test
    void should_leave_no_head_if_a_chunk_was_not_confirmed() {
        rows.hook = step -> {
            if (step.equals("writeChunk")) {
                throw new StoreException(StoreException.Kind.UNKNOWN, KvErrorCode.WRITE_TIMEOUT, "lost");
            }
        };
        assertThatThrownBy(() -> apply(put(value(35, 1), 5))).hasCauseInstanceOf(StoreException.class);
        rows.hook = step -> {};

        assertThat(read()).isEmpty();
    }

    @Test
    void should_follow_a_new_head_if_the_chunks_of_the_old_one_vanish_while_reading() {
        apply(put(value(35, 1), 5));
        int[] chunksRead = {0};
        rows.hook = step -> {
            if (step.equals("readChunk") && chunksRead[0]++ == 2) {
                rows.hook = later -> {};
                apply(put(value(45, 2), 6));
            }
        };

        assertThat(read()).contains(new VersionedValue(StoredValue.lasting(value(45, 2)), 6));
    }

    @Test
    void should_find_nothing_if_the_value_is_deleted_while_reading() {
        apply(put(value(35, 1), 5));
        rows.hook = step -> {
            if (step.equals("readChunk")) {
                rows.hook = later -> {};
                apply(delete(6));
            }
        };

        assertThat(read()).isEmpty();
    }

    @Test
    void should_report_corrupt_data_if_the_same_head_lacks_chunks_twice() {
        apply(put(value(35, 1), 5));
        onlySet(5).remove(2);

        assertThatThrownBy(this::read)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(StoreException.class, broken -> {
                    assertThat(broken.kind()).isEqualTo(StoreException.Kind.CORRUPT);
                    assertThat(broken.code()).isEqualTo(KvErrorCode.CHUNKS_BROKEN);
                    assertThat(broken).hasMessageContaining("chunk 2 of 4 is missing");
                });
    }

    @Test
    void should_report_corrupt_data_if_a_chunk_has_other_bytes() {
        apply(put(value(35, 1), 5));
        onlySet(5).put(1, value(CHUNK, 99));

        assertThatThrownBy(this::read).cause().hasMessageContaining("do not match");
    }

    @Test
    void should_write_a_tombstone_if_the_value_has_expired() {
        apply(put(value(5, 1), 4));
        apply(new VersionedWrite(KEY, Mutation.put(new StoredValue(value(5, 2), NOW)), 5));

        assertThat(read()).isEmpty();
    }

    @Test
    void should_sweep_only_what_a_newer_row_makes_useless() {
        ByteString other = ByteString.copyFromUtf8("other");
        apply(put(value(35, 1), 5));
        apply(put(value(5, 2), 6));
        rows.writeChunk(other, new ChunkSet(3, ByteString.EMPTY), 0, value(CHUNK, 3), StoredValue.NEVER);
        assertThat(rows.chunksOf(KEY)).containsOnlyKeys(5L);

        assertThat(sweep(other, true)).isEqualTo(1);
        assertThat(rows.chunksOf(KEY)).as("a dry run only looks").containsOnlyKeys(5L);

        assertThat(sweep(other, false)).isEqualTo(1);
        assertThat(rows.chunksOf(KEY)).isEmpty();
        assertThat(rows.chunksOf(other)).containsOnlyKeys(3L);
    }

    private int sweep(ByteString other, boolean dryRun) {
        return ChunkSweeper.sweep(rows, List.of(KEY, other), dryRun)
                .toCompletableFuture()
                .join();
    }

    @Test
    void should_read_a_head_back_and_refuse_other_bytes() {
        ChunkHead head = ChunkHead.of(List.of(value(10, 1), value(3, 2)));

        assertThat(ChunkHead.decode(head.encode())).isEqualTo(head);
        assertThat(head.length()).isEqualTo(13);
        for (int size : new int[] {0, 1, 28, 29, 30}) {
            assertThatThrownBy(() -> ChunkHead.decode(ByteString.copyFrom(new byte[size])))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Two processes that issued the same version for one key, the second of them while the first is on its way. */
    @ParameterizedTest
    @CsvSource({"35, 35", "35, 45", "45, 35", "35, 5", "5, 35"})
    void should_never_mix_two_writes_of_one_version(int first, int second) {
        VersionedWrite slow = put(value(first, 1), 5);
        VersionedWrite fast = put(value(second, 2), 5);
        int[] steps = {0};
        rows.hook = step -> {
            if (step.startsWith("write") && steps[0]++ == (first > CHUNK ? 2 : 0)) {
                rows.hook = later -> {};
                apply(fast);
            }
        };
        apply(slow);
        Optional<VersionedValue> winner = read();
        assertThat(winner).isPresent();
        if (first != second) {
            assertThat(winner.get().stored().value().size()).isEqualTo(Math.max(first, second));
        }

        for (VersionedWrite repeated : List.of(fast, slow, fast)) {
            apply(repeated);
            assertThat(read()).isEqualTo(winner);
        }
        apply(delete(6));
        assertThat(rows.chunksOf(KEY)).isEmpty();
    }

    @Test
    void should_follow_another_head_of_the_same_version() {
        apply(put(value(35, 1), 5));
        rows.hook = step -> {
            if (step.equals("readChunk")) {
                rows.hook = later -> {};
                onlySet(5).clear();
                apply(put(value(45, 2), 5));
            }
        };

        assertThat(read()).contains(new VersionedValue(StoredValue.lasting(value(45, 2)), 5));
    }

    private Map<Integer, ByteString> onlySet(long version) {
        return rows.chunksOf(KEY).get(version).values().iterator().next();
    }

    private void apply(VersionedWrite write) {
        protocol.apply(rows, write).toCompletableFuture().join();
    }

    private Optional<VersionedValue> read() {
        return protocol.read(rows, KEY).toCompletableFuture().join();
    }

    private static VersionedWrite put(ByteString value, long version) {
        return new VersionedWrite(KEY, Mutation.put(StoredValue.lasting(value)), version);
    }

    private static VersionedWrite delete(long version) {
        return new VersionedWrite(KEY, Mutation.delete(), version);
    }

    private static ByteString value(int size, long seed) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }
}
