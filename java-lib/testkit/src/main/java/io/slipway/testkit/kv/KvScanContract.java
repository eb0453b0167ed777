package io.slipway.testkit.kv;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvEntry;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.PutOptions;
import io.slipway.kv.ScanPage;
import io.slipway.kv.ScanRange;
import io.slipway.kv.ScanToken;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ordered scans inside what the layout keeps together, and unordered scans of the whole table. */
abstract class KvScanContract extends KvPointContract {

    private static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();

    @ParameterizedTest
    @EnumSource
    void should_scan_a_prefix_in_the_order_of_unsigned_bytes(Form form) {
        Calls reports = reports(form);
        Random random = new Random(11);
        Map<ByteString, ByteString> expected = new TreeMap<>(ORDER);
        for (int i = 0; i < 150; i++) {
            expected.put(
                    bytes(PREFIX).concat(randomBytes(random, 1 + random.nextInt(4))),
                    randomBytes(random, random.nextInt(9)));
        }
        reports.putMany(expected, PutOptions.none());
        reports.put(bytes("l/other"), bytes("no"));
        reports.put(bytes("n/other"), bytes("no"));
        ScanRange range = ScanRange.prefix(bytes(PREFIX));

        if (scans() == Scans.NONE) {
            assertRefused(reports, range);
            return;
        }
        assertThat(reports.scan(range).entries()).containsExactlyElementsOf(entries(expected));
        assertThat(reports.scan(range).next()).isEmpty();
        for (int limit : new int[] {1, 7, 149, 150, 151}) {
            assertThat(scan(reports, range.limit(limit)))
                    .as("pages of %d", limit)
                    .containsExactlyElementsOf(entries(expected));
        }
    }

    /** Where the layout keeps nothing in order, every ordered scan says so, and which layout would. */
    private static void assertRefused(Calls reports, ScanRange range) {
        assertFails(KvErrorCode.SCAN_LAYOUT, () -> reports.scan(range), "table 'reports'", "prefix");
    }

    @ParameterizedTest
    @EnumSource
    void should_scan_from_the_lower_bound_up_to_but_without_the_upper(Form form) {
        Calls reports = reports(form);
        reports.putMany(rows(50), PutOptions.none());
        if (scans() == Scans.NONE) {
            assertRefused(reports, ScanRange.between(key(10), key(14)));
            return;
        }

        assertThat(keysOf(reports.scan(ScanRange.between(key(10), key(14)))))
                .containsExactly(key(10), key(11), key(12), key(13));
        assertThat(keysOf(reports.scan(ScanRange.between(key("000010x"), key(12)))))
                .containsExactly(key(11));
        assertThat(keysOf(reports.scan(ScanRange.between(key(10), key(10))))).isEmpty();
        assertThat(keysOf(reports.scan(ScanRange.prefix(key("00004"))))).hasSize(10);
        assertThat(keysOf(reports.scan(ScanRange.prefix(key("x"))))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void should_go_on_behind_a_page_if_its_last_key_was_removed_meanwhile(Form form) {
        Calls reports = reports(form);
        reports.putMany(rows(30), PutOptions.none());
        if (scans() == Scans.NONE) {
            assertRefused(reports, ScanRange.prefix(bytes(PREFIX)).limit(1));
            return;
        }
        ScanRange range = ScanRange.prefix(bytes(PREFIX)).limit(10);

        ScanPage first = reports.scan(range);
        reports.deleteMany(List.of(key(9), key(10)));

        assertThat(keysOf(first)).hasSize(10).endsWith(key(9));
        assertThat(keysOf(reports.scan(range.resume(first.next().orElseThrow()))))
                .startsWith(key(11))
                .hasSize(10);
    }

    @ParameterizedTest
    @EnumSource
    void should_refuse_a_range_over_prefixes_that_the_layout_does_not_keep_together(Form form) {
        Calls reports = reports(form);
        reports.put(key("a"), bytes("1"));
        ScanRange everything = ScanRange.from(ByteString.EMPTY);

        if (scans() == Scans.ANY_RANGE) {
            assertThat(reports.scan(everything).entries()).containsExactly(new KvEntry(key("a"), bytes("1")));
        } else {
            assertFails(KvErrorCode.SCAN_LAYOUT, () -> reports.scan(everything), "table 'reports'", "layout");
        }
    }

    @ParameterizedTest
    @EnumSource
    void should_visit_every_entry_of_the_table_once(Form form) {
        Calls reports = reports(form);
        Map<ByteString, ByteString> rows = rows(230);
        reports.putMany(rows, PutOptions.none());
        sightings(form).put(key("other"), bytes("table"));

        for (int limit : new int[] {13, 230, 10_000}) {
            List<KvEntry> seen = scanAll(reports, ScanToken.START, limit);
            assertThat(seen).as("pages of %d", limit).hasSize(230);
            assertThat(asMap(seen)).isEqualTo(rows);
        }
    }

    @ParameterizedTest
    @EnumSource
    void should_cover_the_table_with_its_splits(Form form) {
        Calls reports = reports(form);
        Map<ByteString, ByteString> rows = rows(400);
        reports.putMany(rows, PutOptions.none());

        for (int parallelism : new int[] {1, 4, 32}) {
            List<ScanToken> splits = reports.scanAllSplits(parallelism);
            List<KvEntry> seen = new ArrayList<>();
            splits.forEach(split -> seen.addAll(scanAll(reports, split, 50)));

            assertThat(splits).isNotEmpty();
            assertThat(seen).as("%d splits", splits.size()).hasSize(400);
            assertThat(asMap(seen)).isEqualTo(rows);
        }
    }

    @ParameterizedTest
    @EnumSource
    void should_find_nothing_in_an_empty_table(Form form) {
        Calls reports = reports(form);

        assertThat(scanAll(reports, ScanToken.START, 10)).isEmpty();
        List<ScanToken> splits = reports.scanAllSplits(8);
        assertThat(splits).isNotEmpty();
        splits.forEach(split -> assertThat(scanAll(reports, split, 10)).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void should_find_whole_large_values(Form form) {
        Calls reports = reports(form);
        ByteString large = randomBytes(new Random(5), (1 << 20) + 5);
        reports.put(key("large"), large);
        reports.put(key("small"), bytes("1"));

        assertThat(asMap(scanAll(reports, ScanToken.START, 10)))
                .isEqualTo(Map.of(key("large"), large, key("small"), bytes("1")));
        if (scans() != Scans.NONE) {
            assertThat(scan(reports, ScanRange.prefix(bytes(PREFIX))))
                    .containsExactly(new KvEntry(key("large"), large), new KvEntry(key("small"), bytes("1")));
        }
    }

    private static List<KvEntry> scan(Calls calls, ScanRange range) {
        ScanPage page = calls.scan(range);
        List<KvEntry> all = new ArrayList<>(page.entries());
        while (page.next().isPresent()) {
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(range.limit());
            page = calls.scan(range.resume(page.next().get()));
            all.addAll(page.entries());
        }
        return all;
    }

    private static List<ByteString> keysOf(ScanPage page) {
        return page.entries().stream().map(KvEntry::key).toList();
    }

    private static List<KvEntry> entries(Map<ByteString, ByteString> rows) {
        return rows.entrySet().stream()
                .map(row -> new KvEntry(row.getKey(), row.getValue()))
                .toList();
    }
}
