package io.slipway.migrate.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.savepoint.SavepointFrame;
import io.slipway.spi.KeyRange;
import io.slipway.spi.Layout;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class LoadSavepointTest {

    private static final TableConfig RECORD = new TableConfig(
            TableSpec.of("t", Layout.hash()),
            Phase.DUAL_WRITE,
            3,
            3,
            WritePolicy.BACKGROUND,
            1.0,
            0,
            "",
            "",
            Instant.EPOCH);

    private static LoadSavepoint savepoint(byte[] key, boolean done, long rows) {
        ByteString middle = ByteString.copyFrom(key);
        return new LoadSavepoint(
                "t",
                "t",
                3,
                List.of(
                        new LoadSavepoint.Split(new KeyRange(ByteString.EMPTY, middle), null, done, rows, rows),
                        new LoadSavepoint.Split(new KeyRange(middle, null), middle, done, rows, rows)),
                List.of(new RefusedRow(middle, "why")));
    }

    private static void assertRefused(ByteString bytes) {
        assertThatThrownBy(() -> LoadSavepoint.decode("file", bytes, RECORD))
                .isInstanceOfSatisfying(
                        KvException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.SAVEPOINT))
                .hasMessageContaining("file");
    }

    @Property
    void should_read_back_what_it_wrote(@ForAll byte[] key, @ForAll boolean done, @ForAll long rows) {
        LoadSavepoint savepoint = savepoint(key, done, rows);
        assertThat(LoadSavepoint.decode("file", savepoint.encode(), RECORD)).contains(savepoint);
    }

    @Property
    void should_refuse_random_bytes(@ForAll byte[] bytes) {
        assertRefused(ByteString.copyFrom(bytes));
    }

    @Property
    void should_refuse_a_random_body_with_a_right_checksum(@ForAll byte[] body) {
        assertRefused(new SavepointFrame("SLIPLD01").wrap(out -> out.writeRawBytes(body)));
    }

    @Property
    void should_refuse_one_changed_byte(@ForAll int position, @ForAll byte[] key) {
        byte[] bytes = savepoint(key, true, 5).encode().toByteArray();
        bytes[Math.floorMod(position, bytes.length)] ^= 1;
        assertRefused(ByteString.copyFrom(bytes));
    }

    @Property(tries = 100)
    void should_refuse_a_part(@ForAll int length) {
        ByteString whole = savepoint(new byte[] {1, 2, 3}, true, 5).encode();
        assertRefused(whole.substring(0, Math.floorMod(length, whole.size())));
    }
}
