package io.slipway.migrate.validate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.spi.StoredValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BucketDigestsTest {

    private static final int BUCKETS = 16;

    private static ByteString bytes(int number) {
        return ByteString.copyFromUtf8(Integer.toString(number));
    }

    private static BucketDigests digest(List<Map.Entry<Integer, Integer>> rows, int parts) {
        RowHash hash = new RowHash();
        List<BucketDigests> sums = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            sums.add(new BucketDigests(BUCKETS));
        }
        for (int i = 0; i < rows.size(); i++) {
            StoredValue stored = StoredValue.lasting(bytes(rows.get(i).getValue()));
            hash.key(bytes(rows.get(i).getKey()));
            sums.get(i % parts).add(hash.bucket(BUCKETS), hash.row(stored), stored.expirySecond());
        }
        sums.subList(1, parts).forEach(sums.get(0)::add);
        return sums.get(0);
    }

    @Property
    void should_not_depend_on_order_or_parts(
            @ForAll @Size(max = 50) Map<Integer, Integer> table,
            @ForAll @IntRange(min = 1, max = 5) int parts,
            @ForAll long seed) {
        List<Map.Entry<Integer, Integer>> rows = new ArrayList<>(table.entrySet());
        BucketDigests one = digest(rows, 1);
        Collections.shuffle(rows, new Random(seed));
        BucketDigests other = digest(rows, parts);
        assertThat(one.differing(other).isEmpty()).isTrue();
        assertThat(other.rows()).isEqualTo(table.size());
    }

    @Property
    void should_differ_in_one_bucket_if_one_row_differs(
            @ForAll @Size(min = 1, max = 50) Map<Integer, Integer> table, @ForAll int change) {
        List<Map.Entry<Integer, Integer>> rows = new ArrayList<>(table.entrySet());
        List<Map.Entry<Integer, Integer>> others = new ArrayList<>(rows);
        Map.Entry<Integer, Integer> last = others.remove(others.size() - 1);
        if (change % 2 == 0) {
            others.add(Map.entry(last.getKey(), last.getValue() + 1));
        }
        assertThat(digest(rows, 1).differing(digest(others, 2)).cardinality()).isEqualTo(1);
    }

    @Property
    void should_differ_if_two_rows_swap_their_values(@ForAll int one, @ForAll int other) {
        boolean same = one == other;
        BucketDigests straight = digest(List.of(Map.entry(1, one), Map.entry(2, other)), 1);
        BucketDigests crossed = digest(List.of(Map.entry(1, other), Map.entry(2, one)), 1);
        assertThat(straight.differing(crossed).isEmpty()).isEqualTo(same);
    }

    @Test
    void should_differ_if_only_the_expiry_does() {
        RowHash hash = new RowHash().key(bytes(1));
        RowHash.Row row = hash.row(StoredValue.lasting(bytes(2)));
        BucketDigests one = new BucketDigests(1);
        BucketDigests other = new BucketDigests(1);
        one.add(0, row, 1_700_000_000);
        other.add(0, row, 1_700_000_001);
        assertThat(one.differing(other).cardinality()).isEqualTo(1);
    }

    @Test
    void should_have_more_buckets_for_larger_tables_up_to_a_bound() {
        assertThat(BucketDigests.bucketsFor(1_000, 1 << 16)).isEqualTo(1 << 16);
        assertThat(BucketDigests.bucketsFor(40_000_000, 1 << 16)).isEqualTo(1 << 18);
        assertThat(BucketDigests.bucketsFor(Long.MAX_VALUE, 1 << 16)).isEqualTo(BucketDigests.BUCKETS_MAX);
    }

    @Property(tries = 50)
    void should_spread_keys_over_buckets_and_samples(@ForAll @IntRange(min = 0, max = 1_000_000) int from) {
        RowHash hash = new RowHash();
        int[] counts = new int[BUCKETS];
        int sampled = 0;
        for (int i = from; i < from + 1_600; i++) {
            hash.key(bytes(i));
            counts[hash.bucket(BUCKETS)]++;
            sampled += hash.sampled(0.25) ? 1 : 0;
        }
        assertThat(Arrays.stream(counts)).allMatch(count -> count > 40 && count < 200);
        assertThat(sampled).isBetween(280, 520);
    }
}
