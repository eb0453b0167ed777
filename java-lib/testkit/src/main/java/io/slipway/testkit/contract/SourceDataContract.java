package io.slipway.testkit.contract;

import static io.slipway.testkit.contract.Answers.answer;
import static io.slipway.testkit.contract.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException.Kind;
import io.slipway.spi.StoredValue;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceTableState;
import io.slipway.spi.source.SourceWrite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The part of the suite about data: values, expiry, versions, batches, scans and epochs. */
abstract class SourceDataContract extends SourceFixture {

    @Test
    void should_give_back_the_bytes_if_they_are_all_possible_bytes() {
        byte[] all = new byte[512];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        ByteString value = ByteString.copyFrom(all);
        write(new SourceWrite(at(REPORTS, EPOCH), value, Mutation.put(StoredValue.lasting(value))));

        assertThat(answer(source.read(at(REPORTS, EPOCH), List.of(value))))
                .isEqualTo(Map.of(value, StoredValue.lasting(value)));
    }

    @Test
    void should_tell_an_empty_value_from_an_absent_key() {
        put("empty", "");

        assertThat(read("empty", "absent")).isEqualTo(values("empty", ""));
    }

    @Test
    void should_replace_value_and_expiry_if_the_key_is_put_again() {
        write(new SourceWrite(at(REPORTS, EPOCH), bytes("k"), Mutation.put(expiringIn("old", 5))));
        put("k", "new");
        clock.advance(Duration.ofSeconds(10));

        assertThat(read("k")).isEqualTo(values("k", "new"));
    }

    @Test
    void should_remove_the_key_if_it_is_deleted() {
        put("k", "v");
        put("other", "v");
        delete("k");

        assertThat(read("k", "other")).isEqualTo(values("other", "v"));
    }

    @Test
    void should_keep_tables_apart_if_they_have_the_same_keys() {
        write(putting(REPORTS, "k", "report"), putting(SIGHTINGS, "k", "sighting"));
        delete("k");

        assertThat(read("k")).isEmpty();
        assertThat(answer(source.read(at(SIGHTINGS, EPOCH), keys("k")))).isEqualTo(values("k", "sighting"));
    }

    @Test
    void should_show_no_value_from_its_expiry_second_on() {
        StoredValue stored = expiringIn("v", 5);
        write(new SourceWrite(at(REPORTS, EPOCH), bytes("k"), Mutation.put(stored)));
        clock.advance(Duration.ofMillis(4_999));
        assertThat(read("k")).isEqualTo(Map.of(bytes("k"), stored));

        clock.advance(Duration.ofMillis(1));
        assertThat(read("k")).isEmpty();
        assertThat(answer(source.fencedRead(REPORTS, keys("k"))).found()).isEmpty();
        assertThat(SnapshotRows.of(answer(source.snapshot(REPORTS)), 1, 10)).isEmpty();
    }

    @Test
    void should_issue_growing_versions_over_all_tables() {
        long first = put("a", "1");
        long second = write(putting(SIGHTINGS, "a", "1")).version();
        long third = delete("a");
        long fourth = answer(source.fencedRead(SIGHTINGS, List.of())).version();
        long fifth = put("a", "1");

        assertThat(List.of(second - first, third - second, fourth - third, fifth - fourth))
                .allMatch(step -> step > 0);
    }

    @Test
    void should_issue_versions_of_its_clock_in_microseconds() {
        clock.advance(Duration.ofNanos(123_456_000));

        assertThat(put("k", "v")).isEqualTo(clock.instant().getEpochSecond() * 1_000_000 + 123_456);
    }

    @Test
    void should_issue_growing_versions_if_the_clock_steps_back_and_the_store_restarts() {
        long before = put("k", "v");
        clock.advance(Duration.ofHours(-1));
        long behind = put("k", "v");
        restart();
        long after = put("k", "v");

        assertThat(behind).isGreaterThan(before);
        assertThat(after).isGreaterThan(behind);
    }

    @Test
    void should_keep_everything_if_the_store_restarts() {
        put("plain", "before");
        enrol();
        long version = put("k", "v");
        answer(source.admit(REPORTS, EPOCH, EPOCH + 1));
        restart();

        assertThat(read("plain", "k")).isEqualTo(values("plain", "before", "k", "v"));
        assertThat(outbox()).extracting(entry -> entry.version()).containsExactly(version);
        assertThat(answer(source.state(REPORTS))).isEqualTo(new SourceTableState(true, false, EPOCH, EPOCH + 1, 0));
        assertRefused(source.read(at(REPORTS, EPOCH - 1), keys("k")), Kind.STALE_EPOCH);
    }

    @Test
    void should_give_one_version_to_all_writes_of_a_batch() {
        enrol();
        answer(source.enrol(SIGHTINGS, EPOCH));
        long version = write(putting(REPORTS, "a", "1"), deleting(REPORTS, "b"), putting(SIGHTINGS, "c", "2"))
                .version();

        assertThat(outbox())
                .extracting(entry -> entry.key(), entry -> entry.version())
                .containsExactlyInAnyOrder(tuple(bytes("a"), version), tuple(bytes("b"), version));
        assertThat(answer(source.outbox(SIGHTINGS, 0, 10)))
                .extracting(entry -> entry.version())
                .containsExactly(version);
    }

    @Test
    void should_apply_nothing_of_a_batch_if_one_write_is_stale() {
        put("k", "old");
        answer(source.enrol(SIGHTINGS, EPOCH - 1));

        assertRefused(
                source.write(new SourceBatch(
                        List.of(putting(REPORTS, "k", "new"), putting(SIGHTINGS, "k", "new")), List.of())),
                Kind.STALE_EPOCH);
        assertThat(read("k")).isEqualTo(values("k", "old"));
        assertThat(answer(source.outbox(SIGHTINGS, 0, 10))).isEmpty();
    }

    @Test
    void should_scan_in_unsigned_order_if_the_store_is_ordered() {
        if (!ordered()) {
            return;
        }
        ByteString low = ByteString.copyFrom(new byte[] {0x10});
        ByteString high = ByteString.copyFrom(new byte[] {(byte) 0xf0});
        ByteString longer = ByteString.copyFrom(new byte[] {0x10, 0});
        for (ByteString key : List.of(high, longer, low)) {
            write(new SourceWrite(at(REPORTS, EPOCH), key, Mutation.put(StoredValue.lasting(bytes("v")))));
        }

        assertThat(answer(source.scan(at(REPORTS, EPOCH), KeyRange.ALL, 10)))
                .extracting(KeyedValue::key)
                .containsExactly(low, longer, high);
        assertThat(answer(source.scan(at(REPORTS, EPOCH), new KeyRange(low, high), 1)))
                .extracting(KeyedValue::key)
                .containsExactly(low);
        assertThat(answer(source.scan(at(REPORTS, EPOCH), new KeyRange(low, high).behind(low), 10)))
                .extracting(KeyedValue::key)
                .containsExactly(longer);
    }

    @Test
    void should_fill_a_scan_up_to_its_limit_if_deleted_and_expired_keys_lie_between() {
        if (!ordered()) {
            return;
        }
        for (int i = 0; i < 20; i++) {
            write(new SourceWrite(at(REPORTS, EPOCH), bytes("k" + (10 + i)), Mutation.put(expiringIn("v", 1 + i % 2))));
        }
        delete("k11");
        clock.advance(Duration.ofSeconds(1));

        assertThat(answer(source.scan(at(REPORTS, EPOCH), new KeyRange(bytes("k10"), bytes("k18")), 3)))
                .extracting(KeyedValue::key)
                .containsExactly(bytes("k13"), bytes("k15"), bytes("k17"));
    }

    @Test
    void should_accept_every_epoch_if_the_table_is_not_enrolled() {
        write(new SourceWrite(at(REPORTS, 0), bytes("k"), Mutation.put(StoredValue.lasting(bytes("v")))));

        assertThat(answer(source.read(at(REPORTS, 99), keys("k")))).isEqualTo(values("k", "v"));
        assertThat(answer(source.state(REPORTS))).isEqualTo(SourceTableState.UNTOUCHED);
    }

    @Test
    void should_refuse_reads_scans_and_writes_if_their_epoch_is_outside_the_window() {
        put("k", "v");
        enrol();
        answer(source.admit(REPORTS, EPOCH, EPOCH + 1));

        for (long epoch : new long[] {0, EPOCH - 1, EPOCH + 2}) {
            assertRefused(source.read(at(REPORTS, epoch), keys("k")), Kind.STALE_EPOCH);
            assertRefused(
                    source.write(SourceBatch.of(new SourceWrite(at(REPORTS, epoch), bytes("k"), Mutation.delete()))),
                    Kind.STALE_EPOCH);
            if (source.capabilities().ordered()) {
                assertRefused(source.scan(at(REPORTS, epoch), KeyRange.ALL, 10), Kind.STALE_EPOCH);
            }
        }
        assertThat(read("k")).isEqualTo(values("k", "v"));
        assertThat(answer(source.read(at(REPORTS, EPOCH + 1), keys("k")))).isEqualTo(values("k", "v"));
        assertThat(outbox()).isEmpty();
    }

    @Test
    void should_open_the_window_from_zero_if_a_table_is_enrolled() {
        assertThat(answer(source.enrol(REPORTS, EPOCH))).isEqualTo(new SourceTableState(true, false, 0, EPOCH, 0));
        assertThat(answer(source.enrol(REPORTS, EPOCH))).isEqualTo(new SourceTableState(true, false, 0, EPOCH, 0));

        assertThat(answer(source.read(at(REPORTS, 0), keys("k")))).isEmpty();
        assertRefused(source.read(at(REPORTS, EPOCH + 1), keys("k")), Kind.STALE_EPOCH);
    }

    @Test
    void should_never_lower_the_window() {
        enrol();
        answer(source.admit(REPORTS, EPOCH, EPOCH + 1));

        assertThat(answer(source.admit(REPORTS, EPOCH, EPOCH + 1)).epochMax()).isEqualTo(EPOCH + 1);
        assertRefused(source.admit(REPORTS, EPOCH - 1, EPOCH + 1), Kind.STALE_EPOCH);
        assertRefused(source.admit(REPORTS, EPOCH, EPOCH), Kind.STALE_EPOCH);
        assertThat(answer(source.state(REPORTS))).isEqualTo(new SourceTableState(true, false, EPOCH, EPOCH + 1, 0));
    }

    /** Whether scans work; where the store has no order, they must be refused. */
    private boolean ordered() {
        if (!source.capabilities().ordered()) {
            assertRefused(source.scan(at(REPORTS, EPOCH), KeyRange.ALL, 10), Kind.REJECTED);
        }
        return source.capabilities().ordered();
    }
}
