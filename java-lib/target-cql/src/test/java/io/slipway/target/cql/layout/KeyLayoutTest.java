package io.slipway.target.cql.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.Layout;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyLayoutTest {

    private static final Comparator<ByteString> UNSIGNED = ByteString.unsignedLexicographicalComparator();

    @Property
    void should_give_the_key_back_from_its_columns(@ForAll("layouts") Layout layout, @ForAll("keys") ByteString key) {
        KeyLayout columns = KeyLayout.of(layout);

        assertThat(columns.key(columns.columns(key))).isEqualTo(key);
        assertThat(columns.columns(key).partition().isEmpty()).isFalse();
    }

    @Property
    void should_give_different_columns_to_different_keys(
            @ForAll("layouts") Layout layout, @ForAll("keys") ByteString one, @ForAll("keys") ByteString other) {
        KeyLayout columns = KeyLayout.of(layout);

        assertThat(columns.columns(one).equals(columns.columns(other))).isEqualTo(one.equals(other));
    }

    @Property
    void should_order_the_keys_of_a_partition_by_their_rest(
            @ForAll("layouts") Layout layout, @ForAll @Size(min = 2, max = 40) List<@From("keys") ByteString> keys) {
        KeyLayout columns = KeyLayout.of(layout);
        for (ByteString one : keys) {
            for (ByteString other : keys) {
                KeyColumns left = columns.columns(one);
                KeyColumns right = columns.columns(other);
                if (left.partition().equals(right.partition())) {
                    assertThat(Integer.signum(UNSIGNED.compare(left.rest(), right.rest())))
                            .isEqualTo(Integer.signum(UNSIGNED.compare(one, other)));
                }
            }
        }
    }

    /** Whatever a layout agrees to scan, it finds exactly the range's keys, by columns alone. */
    @Property(tries = 5_000)
    void should_hold_exactly_the_keys_of_a_range_that_it_serves(
            @ForAll("layouts") Layout layout,
            @ForAll("keys") ByteString from,
            @ForAll("keys") ByteString to,
            @ForAll @Size(max = 40) List<@From("keys") ByteString> keys) {
        KeyLayout columns = KeyLayout.of(layout);
        KeyRange range = new KeyRange(from, to);
        var served = columns.partitionRange(range);
        if (UNSIGNED.compare(from, to) >= 0 || served.isEmpty()) {
            return;
        }
        for (ByteString key : keys) {
            KeyColumns found = columns.columns(key);
            PartitionRange part = served.get();
            boolean inside = found.partition().equals(part.partition())
                    && UNSIGNED.compare(found.rest(), part.from()) >= 0
                    && (part.to() == null || UNSIGNED.compare(found.rest(), part.to()) < 0);
            assertThat(inside).as("%s in %s", key, range).isEqualTo(range.contains(key));
        }
    }

    @Provide
    static Arbitrary<Layout> layouts() {
        Arbitrary<Layout.Prefix> prefixes = Arbitraries.oneOf(
                Arbitraries.integers().between(1, 6).map(Layout.PrefixLength::new),
                Arbitraries.of((byte) 0, (byte) '/', (byte) 0xff).map(Layout.PrefixUntil::new));
        return Arbitraries.oneOf(
                Arbitraries.just(Layout.hash()),
                prefixes.map(prefix -> prefix),
                Combinators.combine(prefixes, Arbitraries.integers().between(2, Layout.BUCKETS_MAX))
                        .as(Layout.Bucketed::new));
    }

    /** Few different bytes, so that keys share prefixes. */
    @Provide
    static Arbitrary<ByteString> keys() {
        Arbitrary<Byte> bytes = Arbitraries.of((byte) 0, (byte) 'a', (byte) '/', (byte) '0', (byte) 0x80, (byte) 0xff);
        return bytes.array(byte[].class).ofMinSize(1).ofMaxSize(9).map(ByteString::copyFrom);
    }

    @ParameterizedTest
    @CsvSource({
        "prefix(length 4), abcdef, abcd, ef",
        "prefix(length 4), abcd, abcd, ''",
        "prefix(length 4), abc, abc, ''",
        "prefix(until 0x2f), mod/a/b, mod/, a/b",
        "prefix(until 0x2f), mod/, mod/, ''",
        "prefix(until 0x2f), mod, mod, ''",
        "hash, mod/a, mod/a, ''"
    })
    void should_cut_keys_where_the_layout_says(String layout, String key, String partition, String rest) {
        KeyColumns columns = KeyLayout.of(Layout.parse(layout)).columns(bytes(key));

        assertThat(columns).isEqualTo(new KeyColumns(bytes(partition), 0, bytes(rest)));
    }

    @Test
    void should_spread_rests_evenly_over_buckets() {
        KeyLayout layout = KeyLayout.of(Layout.parse("bucketed(prefix(length 1), 16)"));
        int[] counts = new int[16];
        IntStream.range(0, 16_000)
                .forEach(i -> counts[layout.columns(bytes("e" + i)).bucket()]++);

        assertThat(IntStream.of(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(850, 1_150));
    }

    @ParameterizedTest
    @CsvSource({
        "hash, 65535, 65536",
        "prefix(length 4), 65539, 65540",
        "prefix(until 0x2f), 65535, 65536",
        "'bucketed(prefix(until 0x2f), 8)', 65525, 65526"
    })
    void should_refuse_a_key_that_is_longer_than_the_columns_take(String layout, int longest, int tooLong) {
        KeyLayout columns = KeyLayout.of(Layout.parse(layout));

        assertThat(columns.keyRefusal(ByteString.copyFrom(new byte[longest]))).isEmpty();
        assertThat(columns.keyRefusal(ByteString.copyFrom(new byte[tooLong])))
                .hasValueSatisfying(reason -> assertThat(reason).contains(layout));
        assertThat(columns.keyRefusal(ByteString.EMPTY)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "prefix(until 0x2f), mod/, mod0, true",
        "prefix(until 0x2f), mod/a, mod/b, true",
        "prefix(until 0x2f), mod/a, mod0, true",
        "prefix(until 0x2f), mod/a, mod1, false",
        "prefix(until 0x2f), mod, mod0, false",
        "prefix(length 3), mod, moe, true",
        "prefix(length 3), mo, mp, false",
        "prefix(length 2), mod, moe, true",
        "'bucketed(prefix(length 2), 8)', mod, moe, true",
        "hash, mod, moe, false"
    })
    void should_serve_a_range_if_it_lies_within_one_prefix(String layout, String from, String to, boolean served) {
        KeyRange range = new KeyRange(bytes(from), bytes(to));

        assertThat(KeyLayout.of(Layout.parse(layout)).scanRefusal(range).isEmpty())
                .isEqualTo(served);
    }

    @Test
    void should_serve_an_unbounded_range_only_if_nothing_lies_behind_its_prefix() {
        KeyLayout layout = KeyLayout.of(Layout.parse("prefix(length 2)"));
        ByteString last = ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xff, 1});

        assertThat(layout.scanRefusal(new KeyRange(last, null))).isEmpty();
        assertThat(layout.scanRefusal(new KeyRange(bytes("mod"), null))).isPresent();
        assertThat(layout.scanRefusal(KeyRange.ALL)).isPresent();
    }

    @Test
    void should_name_a_layout_that_could_serve_a_refused_range() {
        KeyRange range = new KeyRange(bytes("module/"), bytes("module0"));

        assertThat(KeyLayout.of(Layout.hash()).scanRefusal(range))
                .contains("layout hash keeps this range in no single partition; prefix(length 7) or a shorter prefix"
                        + " could");
        assertThat(KeyLayout.of(Layout.parse("prefix(length 7)")).scanRefusal(range))
                .isEmpty();
        assertThat(KeyLayout.of(Layout.hash()).scanRefusal(KeyRange.ALL))
                .hasValueSatisfying(reason -> assertThat(reason).contains("no layout could"));
    }

    @Test
    void should_refuse_columns_that_no_key_has() {
        KeyLayout until = KeyLayout.of(Layout.parse("prefix(until 0x2f)"));
        KeyLayout bucketed = KeyLayout.of(Layout.parse("bucketed(prefix(length 2), 4)"));
        KeyColumns right = bucketed.columns(bytes("abc"));
        KeyColumns elsewhere = new KeyColumns(right.partition(), (right.bucket() + 1) % 4, right.rest());

        assertThatThrownBy(() -> until.key(new KeyColumns(bytes("mod/a"), 0, bytes("b"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> until.key(new KeyColumns(bytes("mod"), 0, bytes("b"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bucketed.key(elsewhere)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
