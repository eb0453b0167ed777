package io.slipway.migrate.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.savepoint.SavepointFrame;
import io.slipway.spi.KeyRange;
import io.slipway.spi.Layout;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import io.slipway.spi.target.TargetSplit;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ValidationStateTest {

    private static final TableConfig RECORD = new TableConfig(
            TableSpec.of("t", Layout.hash()), Phase.AUDIT, 4, 3, WritePolicy.BACKGROUND, 1.0, 0, "", "", Instant.EPOCH);

    private static ValidationState state(byte[] key) {
        ByteString middle = ByteString.copyFrom(key);
        ValidationState state = ValidationState.begin(
                RECORD,
                1,
                List.of(new KeyRange(ByteString.EMPTY, middle), new KeyRange(middle, null)),
                List.of(new TargetSplit(Long.MIN_VALUE, 0), new TargetSplit(0, Long.MAX_VALUE)),
                64);
        RowHash hash = new RowHash().key(middle);
        state.sourceDigests().add(hash.bucket(64), hash.row(StoredValue.lasting(middle)), 5);
        state.rangesDone().set(1);
        state.settled().set(63);
        return state;
    }

    @Property(tries = 100)
    void should_read_back_what_it_wrote(@ForAll byte[] key) {
        ValidationState state = state(key);
        ValidationState read =
                ValidationState.decode("file", state.encode(), RECORD, 1).orElseThrow();
        assertThat(read.encode()).isEqualTo(state.encode());
        assertThat(read.rangesDone()).isEqualTo(state.rangesDone());
        assertThat(read.settled()).isEqualTo(state.settled());
        assertThat(read.sourceDigests().differing(read.targetDigests()).cardinality())
                .isEqualTo(1);
    }

    private static void assertRefused(ByteString bytes) {
        assertThatThrownBy(() -> ValidationState.decode("file", bytes, RECORD, 1))
                .isInstanceOfSatisfying(
                        KvException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.SAVEPOINT))
                .hasMessageContaining("file");
    }

    @Property
    void should_refuse_random_bytes(@ForAll byte[] bytes) {
        assertRefused(ByteString.copyFrom(bytes));
        assertRefused(new SavepointFrame("SLIPVA01").wrap(out -> out.writeRawBytes(bytes)));
    }

    @Test
    void should_begin_anew_if_another_sample_is_asked_for() {
        ByteString bytes = state(new byte[] {1}).encode();
        assertThat(ValidationState.decode("file", bytes, RECORD, 0.5)).isEmpty();
        assertThat(ValidationState.decode("file", bytes, RECORD, 1)).isPresent();
    }
}
