package io.slipway.migrate.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.spi.Layout;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LayoutAnalysisTest {

    /** The first bytes, spread over buckets by the last one. */
    private record Simple(int length, int buckets) implements Placement {

        @Override
        public Layout layout() {
            Layout.Prefix prefix = new Layout.PrefixLength(length);
            return buckets == 1 ? prefix : new Layout.Bucketed(prefix, buckets);
        }

        @Override
        public ByteString prefix(ByteString key) {
            return key.substring(0, Math.min(length, key.size()));
        }

        @Override
        public int bucket(ByteString key) {
            return (key.byteAt(key.size() - 1) & 0xff) % buckets;
        }

        @Override
        public Optional<String> refusal(ByteString key) {
            return key.size() > 6 ? Optional.of("too long") : Optional.empty();
        }
    }

    private record Partition(ByteString prefix, int bucket) {}

    @Provide
    static Arbitrary<Map<ByteString, Integer>> rows() {
        Arbitrary<ByteString> keys = Arbitraries.bytes()
                .between((byte) 'a', (byte) 'd')
                .array(byte[].class)
                .ofMinSize(1)
                .ofMaxSize(7)
                .map(ByteString::copyFrom);
        return Arbitraries.maps(keys, Arbitraries.integers().between(1, 100_000))
                .ofMaxSize(300)
                .<Map<ByteString, Integer>>map(map -> {
                    TreeMap<ByteString, Integer> sorted = new TreeMap<>(ByteString.unsignedLexicographicalComparator());
                    sorted.putAll(map);
                    return sorted;
                });
    }

    @Property(tries = 300)
    void should_agree_with_a_plain_count_of_partitions(
            @ForAll("rows") Map<ByteString, Integer> rows,
            @ForAll @IntRange(min = 1, max = 4) int length,
            @ForAll @IntRange(min = 1, max = 5) int buckets) {
        Simple placement = new Simple(length, buckets);
        LayoutAnalysis analysis = new LayoutAnalysis(placement);
        Map<Partition, long[]> partitions = new HashMap<>();
        Map<ByteString, Long> prefixes = new HashMap<>();
        rows.forEach((key, size) -> {
            analysis.add(key, size);
            long[] sums = partitions.computeIfAbsent(
                    new Partition(placement.prefix(key), placement.bucket(key)), absent -> new long[2]);
            sums[0]++;
            sums[1] += size;
            prefixes.merge(placement.prefix(key), 1L, Long::sum);
        });
        LayoutFigures figures = analysis.figures();

        assertThat(figures.rows()).isEqualTo(rows.size());
        assertThat(figures.bytes())
                .isEqualTo(rows.values().stream().mapToLong(size -> size).sum());
        assertThat(figures.partitions()).isEqualTo(partitions.size());
        assertThat(figures.refused())
                .isEqualTo(rows.keySet().stream().filter(key -> key.size() > 6).count());
        for (int sum = 0; sum < 2; sum++) {
            int which = sum;
            long[] sorted = partitions.values().stream()
                    .mapToLong(sums -> sums[which])
                    .sorted()
                    .toArray();
            LayoutFigures.Quantiles found = sum == 0 ? figures.partitionRows() : figures.partitionBytes();
            assertThat(found.max()).isEqualTo(sorted.length == 0 ? 0 : sorted[sorted.length - 1]);
            assertQuantile(found.p50(), sorted, 50);
            assertQuantile(found.p99(), sorted, 99);
        }
        assertThat(figures.hottest().stream().map(LayoutFigures.Hot::rows))
                .containsExactlyElementsOf(prefixes.values().stream()
                        .sorted(Comparator.reverseOrder())
                        .limit(10)
                        .toList());
        assertThat(figures.hottest()).noneMatch(LayoutFigures.Hot::cut);
    }

    private static void assertQuantile(long found, long[] sorted, int percent) {
        if (sorted.length == 0) {
            assertThat(found).isZero();
            return;
        }
        long exact = sorted[(int) Math.max(0, Math.ceil(sorted.length * percent / 100.0) - 1)];
        assertThat(found).isBetween(exact, exact + exact / 64 + 1);
    }

    @Test
    void should_mark_prefixes_that_were_not_read_to_their_ends() {
        LayoutAnalysis analysis = new LayoutAnalysis(new Simple(1, 1));
        for (String key : List.of("a1", "a2", "a3", "b1", "b2")) {
            analysis.add(ByteString.copyFromUtf8(key), 1);
        }
        analysis.gap();
        for (String key : List.of("m1", "n1", "n2", "n3", "n4")) {
            analysis.add(ByteString.copyFromUtf8(key), 1);
        }

        Map<String, Boolean> cut = new HashMap<>();
        analysis.figures().hottest().forEach(hot -> cut.put(hot.prefix().toStringUtf8(), hot.cut()));
        assertThat(cut).isEqualTo(Map.of("a", false, "b", true, "m", true, "n", false));
    }

    @Test
    void should_suggest_separators_and_lengths_that_most_keys_have() {
        List<Layout> layouts = Candidates.of(Arrays.asList(
                ByteString.copyFromUtf8("user/1"),
                ByteString.copyFromUtf8("user/2:x"),
                ByteString.copyFromUtf8("team/3"),
                ByteString.copyFromUtf8("team/4"),
                ByteString.copyFromUtf8("user/55")));
        assertThat(layouts.stream().map(Layout::text))
                .contains("hash", "prefix(until 0x2f)", "bucketed(prefix(until 0x2f), 16)", "prefix(length 4)")
                .doesNotContain("prefix(until 0x3a)", "prefix(length 8)");
    }
}
