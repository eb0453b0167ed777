package io.slipway.demo.fill;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.demo.analysis.InputRecord;
import io.slipway.demo.model.DemoTable;
import io.slipway.demo.model.Keys;
import io.slipway.demo.traffic.KeyBook;
import io.slipway.demo.traffic.Ledger;
import io.slipway.kv.KvStore;
import io.slipway.kv.memory.MemoryKvStore;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FillerTest {
    private final KvStore store = MemoryKvStore.create();
    private final Ledger ledger = new Ledger();
    private final Filler filler = new Filler(store, ledger, new KeyBook(), Clock.systemUTC());

    @Test
    void should_put_and_note_every_row_whatever_its_group() {
        for (int i = 0; i < 1_000; i++) {
            filler.accept(row(i, i % 3 == 0 ? Duration.ofHours(1) : null));
        }
        filler.finish();

        assertThat(filler.rows()).isEqualTo(1_000);
        assertThat(filler.rows(DemoTable.STRINGS)).isEqualTo(1_000);
        long second = Clock.systemUTC().instant().getEpochSecond();
        for (int i = 0; i < 1_000; i++) {
            InputRecord row = row(i, null);
            assertThat(store.table("strings").get(row.key())).contains(row.value());
            assertThat(ledger.allows("strings", row.key(), row.value(), second)).isTrue();
        }
        assertThat(ledger.expected("strings", row(3, null).key()).get(0).expirySecond())
                .isBetween(second + 3_590, second + 3_601);
        assertThat(ledger.expected("strings", row(4, null).key()).get(0).expirySecond())
                .isEqualTo(Long.MAX_VALUE);
    }

    private static InputRecord row(int i, @Nullable Duration ttl) {
        return new InputRecord(
                DemoTable.STRINGS, Keys.string("string-" + i), ByteString.copyFromUtf8("value-" + i), ttl);
    }
}
