package io.slipway.testkit.contract;

import static io.slipway.testkit.contract.Answers.answer;
import static io.slipway.testkit.contract.Answers.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.Layout;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.target.TargetTable;
import io.slipway.spi.target.TargetWrite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link io.slipway.spi.target.TargetStore} promises, as tests.
 *
 * <p>To run it against a store of yours, extend it once a layout and implement the abstract methods. The store is opened once for all tests
 * of a class; most share one table and keep apart by their keys, which begin with a few characters and a slash.
 *
 * <pre>{@code
 * class MyTargetHashContractTest extends TargetContract {
 *     protected TargetStore open() { return new MyTarget(...); }
 *     protected Layout layout() { return Layout.hash(); }
 *     protected Instant now() { return Instant.now(); }
 *     protected void awaitTime(Instant instant) { await().until(() -> !now().isBefore(instant)); }
 *     protected int chunkBytes() { return 1 << 20; }
 *     protected void dieInBatch(TargetStore store, List<TargetWrite> writes) { ... }
 * }
 * }</pre>
 */
public abstract class TargetContract extends TargetScanContract {

    /** Versions are microseconds; these lie in the past of every clock. */
    private static final long V = 1_600_000_000_000_000L;

    @Test
    void should_give_back_the_bytes_and_version_if_they_are_all_possible_bytes() {
        byte[] all = new byte[512];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        ByteString key = key("").concat(ByteString.copyFrom(all));
        apply(putting(key, ByteString.copyFrom(all), V));

        assertThat(read(key)).contains(lasting(ByteString.copyFrom(all), V));
    }

    @Test
    void should_tell_an_empty_value_from_an_absent_key() {
        apply(putting(key("empty"), ByteString.EMPTY, V));

        assertThat(read(key("empty"))).contains(lasting(ByteString.EMPTY, V));
        assertThat(read(key("absent"))).isEmpty();
        assertThat(readMany(List.of(key("empty"), key("absent")))).containsOnlyKeys(key("empty"));
    }

    @Test
    void should_let_the_greatest_version_win_in_every_order_and_number_of_times() {
        for (boolean deletedLast : new boolean[] {false, true}) {
            int order = 0;
            for (List<Integer> permutation : permutations(List.of(1, 2, 3, 4))) {
                ByteString key = key(deletedLast + "-" + order++);
                for (int step : permutation) {
                    VersionedWrite write = step == 3 || (step == 4 && deletedLast)
                            ? deleting(key, V + step)
                            : putting(key, bytes("value " + step), V + step);
                    apply(write, write);
                }

                assertThat(read(key))
                        .as("%s", permutation)
                        .isEqualTo(deletedLast ? Optional.empty() : Optional.of(lasting(bytes("value 4"), V + 4)));
            }
        }
    }

    @Test
    void should_hide_an_older_put_if_a_delete_of_the_absent_key_came_first() {
        apply(deleting(key("k"), V + 5), putting(key("k"), bytes("late"), V + 3));
        assertThat(read(key("k"))).isEmpty();

        apply(putting(key("k"), bytes("new"), V + 6));
        assertThat(read(key("k"))).contains(lasting(bytes("new"), V + 6));
    }

    @Test
    void should_let_the_removal_win_if_versions_are_equal() {
        apply(putting(key("a"), bytes("v"), V), deleting(key("a"), V));
        apply(deleting(key("b"), V), putting(key("b"), bytes("v"), V));

        assertThat(readMany(List.of(key("a"), key("b")))).isEmpty();
    }

    @Test
    void should_let_the_larger_value_win_if_versions_are_equal() {
        apply(putting(key("a"), bytes("1"), V), putting(key("a"), bytes("2"), V));
        apply(putting(key("b"), bytes("2"), V), putting(key("b"), bytes("1"), V));

        assertThat(read(key("a"))).contains(lasting(bytes("2"), V));
        assertThat(read(key("b"))).contains(lasting(bytes("2"), V));
    }

    @Test
    void should_give_back_the_expiry_second() {
        long expiry = now().getEpochSecond() + 1_000;
        apply(expiring(key("k"), "v", 1_000, V), putting(key("lasting"), bytes("v"), V));

        assertThat(read(key("k")))
                .hasValueSatisfying(
                        found -> assertThat(found.stored().expirySecond()).isBetween(expiry - 2, expiry + 2));
        assertThat(read(key("lasting"))).contains(lasting(bytes("v"), V));
    }

    @Test
    void should_let_a_value_expire_and_still_hide_older_ones() {
        apply(putting(key("k"), bytes("old"), V), expiring(key("k"), "short", 2, V + 1));
        Instant expired = now().plusSeconds(4);
        awaitTime(expired);
        assertThat(read(key("k"))).isEmpty();

        apply(putting(key("k"), bytes("old"), V));
        assertThat(read(key("k"))).isEmpty();
    }

    @Test
    void should_write_a_tombstone_if_the_value_has_expired_meanwhile() {
        for (long seconds : new long[] {0, -1, -1_000_000}) {
            ByteString key = key("expired" + seconds);
            apply(expiring(key, "late", seconds, V + 2), putting(key, bytes("old"), V + 1));
            assertThat(read(key)).as("expired for %s s", -seconds).isEmpty();

            apply(putting(key, bytes("new"), V + 3));
            assertThat(read(key)).contains(lasting(bytes("new"), V + 3));
        }
    }

    @Test
    void should_lose_the_expiry_if_a_later_put_has_none() {
        apply(expiring(key("k"), "short", 1, V), putting(key("k"), bytes("lasting"), V + 1));
        awaitTime(now().plusSeconds(3));

        assertThat(read(key("k"))).contains(lasting(bytes("lasting"), V + 1));
    }

    @Test
    void should_give_back_values_around_the_chunk_limit() {
        for (int size : new int[] {chunkBytes() - 1, chunkBytes(), chunkBytes() + 1, 3 * chunkBytes()}) {
            ByteString value = random(size, size);
            apply(putting(key("size" + size), value, V));

            assertThat(read(key("size" + size)).map(VersionedValue::stored))
                    .as("%s bytes", size)
                    .contains(StoredValue.lasting(value));
        }
    }

    @Test
    void should_let_the_greatest_version_win_in_every_order_if_values_are_large() {
        ByteString first = random(2 * chunkBytes() + 1, 1);
        ByteString third = random(chunkBytes() + 7, 3);
        for (boolean removed : new boolean[] {false, true}) {
            int order = 0;
            for (List<Integer> permutation : permutations(List.of(1, 2, 3))) {
                ByteString key = key("large-" + removed + order++);
                for (int step : permutation) {
                    apply(
                            step == 1
                                    ? putting(key, first, V + 1)
                                    : step == 3
                                            ? putting(key, third, V + 3)
                                            : removed ? deleting(key, V + 2) : putting(key, bytes("small"), V + 2));
                }

                assertThat(read(key)).as("%s", permutation).contains(lasting(third, V + 3));
            }
        }
    }

    @Test
    void should_replace_a_large_value_by_a_small_one_and_by_a_removal() {
        ByteString large = random(2 * chunkBytes() + 1, 1);
        apply(
                putting(key("small"), large, V),
                putting(key("small"), bytes("s"), V + 1),
                putting(key("small"), large, V));
        apply(putting(key("gone"), large, V), deleting(key("gone"), V + 1), putting(key("gone"), large, V));

        assertThat(readMany(List.of(key("small"), key("gone")))).containsOnlyKeys(key("small"));
        assertThat(read(key("small"))).contains(lasting(bytes("s"), V + 1));
    }

    @Test
    void should_let_a_large_value_expire() {
        ByteString large = random(chunkBytes() + 1, 1);
        apply(new VersionedWrite(
                key("k"), io.slipway.spi.Mutation.put(new StoredValue(large, now().getEpochSecond() + 3)), V));
        awaitTime(now().plusSeconds(5));

        assertThat(read(key("k"))).isEmpty();
    }

    @Test
    void should_read_many_keys_small_large_and_absent() {
        ByteString large = random(chunkBytes() + 1, 1);
        List<ByteString> keys =
                IntStream.range(0, 300).mapToObj(i -> key("k" + i)).toList();
        for (int i = 0; i < keys.size(); i += 2) {
            apply(putting(keys.get(i), i == 100 ? large : bytes("v" + i), V + i));
        }

        assertThat(readMany(keys)).hasSize(150).allSatisfy((key, found) -> {
            int i = keys.indexOf(key);
            assertThat(found).isEqualTo(lasting(i == 100 ? large : bytes("v" + i), V + i));
        });
        assertThat(readMany(List.of())).isEmpty();
    }

    @Test
    void should_apply_a_group_over_several_tables() {
        TargetTable other = freshTable();
        ByteString large = random(chunkBytes() + 1, 1);
        apply(putting(key("gone"), bytes("old"), V), putting(key("newer"), bytes("newer"), V + 9));
        List<TargetWrite> writes = List.of(
                new TargetWrite(table, putting(key("a"), bytes("1"), V + 1)),
                new TargetWrite(table, deleting(key("gone"), V + 1)),
                new TargetWrite(table, putting(key("newer"), bytes("older"), V + 1)),
                new TargetWrite(other, putting(key("large"), large, V + 1)));
        answer(store.applyAtomically(writes, TIMEOUT));
        answer(store.applyAtomically(writes, TIMEOUT));

        assertThat(read(key("a"))).contains(lasting(bytes("1"), V + 1));
        assertThat(read(key("gone"))).isEmpty();
        assertThat(read(key("newer"))).contains(lasting(bytes("newer"), V + 9));
        assertThat(answer(other.read(key("large"), TIMEOUT))).contains(lasting(large, V + 1));
        assertThat(answer(store.recoverBatches(Duration.ZERO))).isZero();
    }

    @Test
    void should_finish_a_group_if_its_process_died() {
        TargetTable other = freshTable();
        ByteString large = random(chunkBytes() + 1, 1);
        List<TargetWrite> writes = new ArrayList<>(IntStream.range(0, 200)
                .mapToObj(i -> new TargetWrite(i % 2 == 0 ? table : other, putting(key("k" + i), bytes("v" + i), V)))
                .toList());
        writes.add(new TargetWrite(table, putting(key("large"), large, V)));
        dieInBatch(store, writes);

        assertThat(answer(store.recoverBatches(Duration.ofHours(1)))).isZero();
        assertThat(answer(store.recoverBatches(Duration.ZERO))).isEqualTo(1);
        assertThat(answer(store.recoverBatches(Duration.ZERO))).isZero();
        assertThat(writes).allSatisfy(write -> assertThat(
                        answer(write.table().read(write.write().key(), TIMEOUT)).map(VersionedValue::version))
                .contains(V));
        assertThat(read(key("large"))).contains(lasting(large, V));
    }

    @Test
    void should_refuse_a_table_of_another_layout_and_change_nothing() {
        TargetTable existing = freshTable();
        answer(existing.apply(putting(key("k"), bytes("v"), V), TIMEOUT));
        Layout another = layout().equals(Layout.hash()) ? new Layout.PrefixLength(5) : Layout.hash();
        TableSpec wrong = TableSpec.of(existing.spec().name(), another);

        assertThat(failure(store.prepare(wrong))).isInstanceOfSatisfying(KvException.class, this::isSchemaError);
        assertThat(failure(store.open(wrong))).isInstanceOfSatisfying(KvException.class, this::isSchemaError);
        answer(store.prepare(existing.spec()));
        assertThat(answer(answer(store.open(existing.spec())).read(key("k"), TIMEOUT)))
                .contains(lasting(bytes("v"), V));
    }

    @Test
    void should_open_nothing_that_was_not_prepared() {
        Throwable failure = failure(store.open(TableSpec.of("never_prepared", layout())));

        assertThat(failure).isInstanceOfAny(KvException.class, StoreException.class);
    }

    private void isSchemaError(KvException refusal) {
        assertThat(refusal.code()).isEqualTo(KvErrorCode.TABLE_SCHEMA);
    }
}
