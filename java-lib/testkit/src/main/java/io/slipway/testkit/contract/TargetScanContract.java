package io.slipway.testkit.contract;

import static io.slipway.testkit.contract.Answers.answer;
import static io.slipway.testkit.contract.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.Layout;
import io.slipway.spi.StoreException;
import io.slipway.spi.target.TargetPage;
import io.slipway.spi.target.TargetSplit;
import io.slipway.spi.target.TargetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The part of the suite about scans: ordered ones where the layout allows, whole-table ones always. */
abstract class TargetScanContract extends TargetFixture {

    private static final long V = 1_600_000_000_000_000L;

    /** One entity of every layout that keeps entities together: five bytes that end in the separator. */
    private static final KeyRange ENTITY = new KeyRange(bytes("ent1/"), bytes("ent10"));

    @Test
    void should_scan_an_entity_in_order_or_refuse_it() {
        TargetTable table = freshTable();
        List<ByteString> keys = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            ByteString key = bytes("ent1/").concat(ByteString.copyFrom(new byte[] {(byte) (i * 89), (byte) i}));
            keys.add(key);
            answer(table.apply(putting(key, bytes("v" + i), V + i), TIMEOUT));
        }
        answer(table.apply(putting(bytes("ent2/a"), bytes("other"), V), TIMEOUT));
        answer(table.apply(putting(bytes("ent0/z"), bytes("other"), V), TIMEOUT));
        answer(table.apply(deleting(keys.remove(7), V + 100), TIMEOUT));
        keys.sort(ByteString.unsignedLexicographicalComparator());
        if (refused(table, ENTITY)) {
            return;
        }

        for (int limit : new int[] {1, 7, 59, 60, 1_000}) {
            assertThat(keysOf(scan(table, ENTITY, limit))).as("limit %s", limit).isEqualTo(keys);
        }
        KeyRange part = new KeyRange(keys.get(10), keys.get(20));
        assertThat(keysOf(scan(table, part, 4))).isEqualTo(keys.subList(10, 20));
        assertThat(keysOf(scan(table, part.behind(keys.get(10)), 4))).isEqualTo(keys.subList(11, 20));
    }

    @Test
    void should_name_a_layout_that_could_if_a_range_cannot_be_scanned() {
        KeyRange twoEntities = new KeyRange(bytes("ent1/"), bytes("ent3/"));

        assertThat(refused(table, twoEntities)).isTrue();
        assertThat(table.scanRefusal(twoEntities))
                .hasValueSatisfying(reason -> assertThat(reason).contains("prefix("));
    }

    @Test
    void should_serve_entities_unless_the_layout_is_hash() {
        assertThat(table.scanRefusal(ENTITY).isPresent()).isEqualTo(layout() == Layout.Hash.INSTANCE);
    }

    @Test
    void should_carry_values_and_versions_in_scans() {
        TargetTable table = freshTable();
        ByteString large = random(2 * chunkBytes() + 1, 1);
        answer(table.apply(putting(bytes("ent1/large"), large, V), TIMEOUT));
        answer(table.apply(putting(bytes("ent1/none"), ByteString.EMPTY, V + 1), TIMEOUT));
        answer(table.apply(expiring(bytes("ent1/gone"), "v", 1, V + 2), TIMEOUT));
        awaitTime(now().plusSeconds(3));
        List<KeyedValue> expected = List.of(
                new KeyedValue(bytes("ent1/large"), lasting(large, V).stored(), V),
                new KeyedValue(bytes("ent1/none"), lasting(ByteString.EMPTY, V).stored(), V + 1));

        assertThat(scanAll(table, 4, 10)).containsExactlyInAnyOrderElementsOf(expected);
        if (!refused(table, ENTITY)) {
            assertThat(scan(table, ENTITY, 10)).isEqualTo(expected);
        }
    }

    @Test
    void should_cover_the_table_once_whatever_the_number_of_splits() {
        TargetTable table = freshTable();
        List<ByteString> keys = IntStream.range(0, 200)
                .mapToObj(i -> bytes("e" + i % 23 + "/k" + i))
                .toList();
        keys.forEach(key -> answer(table.apply(putting(key, key, V), TIMEOUT)));

        for (int parallelism : new int[] {1, 3, 64}) {
            List<TargetSplit> splits = table.splits(parallelism);
            assertThat(splits).isNotEmpty();
            for (int limit : new int[] {7, 1_000}) {
                List<KeyedValue> rows = scanAll(table, parallelism, limit);
                assertThat(keysOf(rows))
                        .as("%s splits, pages of %s", parallelism, limit)
                        .containsExactlyInAnyOrderElementsOf(keys);
                assertThat(rows)
                        .allSatisfy(row -> assertThat(row.stored().value()).isEqualTo(row.key()));
            }
        }
    }

    @Test
    void should_cover_an_empty_table() {
        assertThat(scanAll(freshTable(), 4, 10)).isEmpty();
    }

    @Test
    void should_go_on_behind_the_position_of_a_page_in_another_handle() {
        TargetTable table = freshTable();
        List<ByteString> keys =
                IntStream.range(0, 50).mapToObj(i -> bytes("e" + i + "/k")).toList();
        keys.forEach(key -> answer(table.apply(putting(key, key, V), TIMEOUT)));
        TargetTable again = answer(store.open(table.spec()));

        List<ByteString> seen = new ArrayList<>();
        for (TargetSplit split : table.splits(1)) {
            @Nullable ByteString resume = null;
            boolean first = true;
            do {
                TargetPage page = answer((first ? table : again).scanAll(split, resume, 20, TIMEOUT));
                seen.addAll(keysOf(page.rows()));
                resume = page.resume();
                first = !first;
            } while (resume != null);
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(keys);
    }

    /** Whether the table refuses to scan the range; it must say so before and when it is asked to. */
    private static boolean refused(TargetTable table, KeyRange range) {
        if (table.scanRefusal(range).isEmpty()) {
            return false;
        }
        assertRefused(table.scan(range, 10, TIMEOUT), StoreException.Kind.REJECTED);
        return true;
    }

    private static List<KeyedValue> scan(TargetTable table, KeyRange range, int limit) {
        List<KeyedValue> rows = new ArrayList<>();
        KeyRange rest = range;
        TargetPage page;
        do {
            page = answer(table.scan(rest, limit, TIMEOUT));
            assertThat(page.rows()).hasSizeLessThanOrEqualTo(limit);
            rows.addAll(page.rows());
            if (page.resume() != null) {
                rest = range.behind(rows.get(rows.size() - 1).key());
            }
        } while (page.resume() != null);
        return rows;
    }

    private static List<ByteString> keysOf(List<KeyedValue> rows) {
        return rows.stream().map(KeyedValue::key).toList();
    }
}
