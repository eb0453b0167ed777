package io.slipway.testkit.contract;

import static io.slipway.testkit.contract.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.source.FencedRead;
import io.slipway.spi.source.SourcePage;
import io.slipway.spi.source.SourceSnapshot;
import io.slipway.spi.source.SourceWrite;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The part of the suite about what load and recovery read: fenced reads and snapshots. */
abstract class SourceReadContract extends SourceConcurrencyContract {

    @Test
    void should_take_values_and_version_of_a_fenced_read_together() {
        put("a", "1");
        long deleted = delete("b");
        FencedRead fenced = answer(source.fencedRead(REPORTS, keys("a", "b", "c")));
        long later = put("a", "2");

        assertThat(fenced.found()).isEqualTo(values("a", "1"));
        assertThat(fenced.version()).isGreaterThan(deleted).isLessThan(later);
    }

    @Test
    void should_leave_no_entry_if_a_version_is_issued_by_a_fenced_read() {
        enrol();
        answer(source.fencedRead(REPORTS, keys("a")));
        answer(source.fencedRead(REPORTS, List.of()));

        assertThat(outbox()).isEmpty();
    }

    @Test
    void should_show_one_moment_in_all_splits_of_a_snapshot() {
        for (int i = 0; i < 50; i++) {
            put("k" + (10 + i), "old");
        }
        long before = put("last", "old");
        try (SourceSnapshot snapshot = answer(source.snapshot(REPORTS))) {
            long after = put("k10", "new");
            delete("k11");
            put("k100", "new");
            Set<Long> versions = new HashSet<>();
            List<KeyedValue> rows = new ArrayList<>();
            SnapshotRows.pages(snapshot, 4, 7, page -> {
                versions.add(page.version());
                rows.addAll(page.rows());
            });

            assertThat(versions).allMatch(version -> version > before);
            if (source.capabilities().consistentSnapshot()) {
                assertThat(versions).hasSize(1).allMatch(version -> version < after);
                assertThat(rows)
                        .hasSize(51)
                        .extracting(row -> row.stored().value())
                        .containsOnly(bytes("old"));
            }
            assertThat(rows).extracting(KeyedValue::key).doesNotHaveDuplicates();
        }
    }

    @Test
    void should_cover_the_table_once_whatever_the_number_of_splits() {
        Set<ByteString> written = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            ByteString key = ByteString.copyFrom(new byte[] {(byte) (i * 6), (byte) i});
            written.add(key);
            write(new SourceWrite(at(REPORTS, EPOCH), key, Mutation.put(StoredValue.lasting(bytes("v")))));
        }
        for (int parallelism : new int[] {1, 2, 3, 16, 200}) {
            try (SourceSnapshot snapshot = answer(source.snapshot(REPORTS))) {
                assertThat(SnapshotRows.of(snapshot, parallelism, 3))
                        .extracting(KeyedValue::key)
                        .containsExactlyInAnyOrderElementsOf(written);
            }
        }
    }

    @Test
    void should_cover_an_empty_table_with_a_snapshot() {
        try (SourceSnapshot snapshot = answer(source.snapshot(REPORTS))) {
            assertThat(snapshot.splits(4)).isNotEmpty();
            assertThat(SnapshotRows.of(snapshot, 4, 10)).isEmpty();
        }
    }

    @Test
    void should_carry_the_expiry_in_snapshots_and_fenced_reads() {
        StoredValue stored = expiringIn("v", 100);
        write(new SourceWrite(at(REPORTS, EPOCH), bytes("k"), Mutation.put(stored)));

        assertThat(answer(source.fencedRead(REPORTS, keys("k"))).found()).isEqualTo(Map.of(bytes("k"), stored));
        try (SourceSnapshot snapshot = answer(source.snapshot(REPORTS))) {
            assertThat(SnapshotRows.of(snapshot, 1, 10))
                    .extracting(KeyedValue::stored)
                    .containsExactly(stored);
        }
    }

    @Test
    void should_end_a_page_of_a_snapshot_at_about_the_bytes_asked_for() {
        for (int i = 0; i < 10; i++) {
            put("k" + i, "v".repeat(1_000));
        }
        try (SourceSnapshot snapshot = answer(source.snapshot(REPORTS))) {
            SourcePage page = answer(snapshot.read(KeyRange.ALL, null, 10, 2_500));

            assertThat(page.rows()).hasSizeBetween(1, 4);
            assertThat(page.last())
                    .isEqualTo(page.rows().get(page.rows().size() - 1).key());
        }
    }
}
