package io.slipway.source.rocksdb.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.source.SourceTableState;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What is stored can be read back, and what is damaged is said to be. */
class CodecTest {

    @RepeatedTest(50)
    void should_read_back_what_was_stored(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        Row row = row(random);
        ParkedEntry parked = new ParkedEntry("reason \u00e9 " + random.nextInt(), random.nextBoolean() ? row : null);
        Place place = new Place("table_" + random.nextInt(9), random.nextLong(), bytes(random));
        SourceTableState state = new SourceTableState(
                random.nextBoolean(), random.nextBoolean(), random.nextLong(), random.nextLong(), random.nextLong());

        assertThat(Row.decode(row.encode())).isEqualTo(row);
        assertThat(ParkedEntry.decode(parked.encode())).isEqualTo(parked);
        assertThat(Place.decode(place.encode())).isEqualTo(place);
        assertThat(StateCodec.decode(StateCodec.encode(state))).isEqualTo(state);
    }

    @Test
    void should_tell_an_empty_value_from_a_tombstone() {
        Row empty = new Row(7, StoredValue.lasting(ByteString.EMPTY));
        Row tombstone = new Row(7, null);
        assertThat(empty.encode()).isNotEqualTo(tombstone.encode());
        assertThat(Row.decode(empty.encode())).isEqualTo(empty);
        assertThat(Row.decode(tombstone.encode())).isEqualTo(tombstone);
    }

    @Test
    void should_order_places_by_table_and_version() {
        byte[] first = new Place("a", 255, ByteString.copyFromUtf8("z")).encode();
        byte[] second = new Place("a", 256, ByteString.copyFromUtf8("a")).encode();
        byte[] other = new Place("a_b", 1, ByteString.EMPTY).encode();
        assertThat(Arrays.compareUnsigned(first, second)).isNegative();
        assertThat(Arrays.compareUnsigned(second, other)).isNegative();
    }

    @RepeatedTest(200)
    void should_say_that_bytes_are_damaged_or_read_them_but_never_fail_otherwise(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        byte[] bytes = new byte[random.nextInt(24)];
        random.nextBytes(bytes);
        readOrRefuse(() -> Row.decode(bytes));
        readOrRefuse(() -> ParkedEntry.decode(bytes));
        readOrRefuse(() -> Place.decode(bytes));
        readOrRefuse(() -> StateCodec.decode(bytes));
        byte[] cut = row(random).encode();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> Row.decode(Arrays.copyOf(cut, random.nextInt(9))))
                .withMessageContaining("is none that this store wrote");
    }

    private static void readOrRefuse(Runnable read) {
        try {
            read.run();
        } catch (StoreException e) {
            assertThat(e.kind()).isEqualTo(StoreException.Kind.CORRUPT);
        }
    }

    private static Row row(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new Row(random.nextLong(), null);
            case 1 -> new Row(random.nextLong(), StoredValue.lasting(bytes(random)));
            default -> new Row(random.nextLong(), new StoredValue(bytes(random), random.nextInt()));
        };
    }

    private static ByteString bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(30)];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }
}
