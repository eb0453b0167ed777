package io.slipway.migrate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.migrate.Count;
import io.slipway.migrate.Counters;
import io.slipway.migrate.fake.FakeConfig;
import io.slipway.migrate.fake.FakeSource;
import io.slipway.migrate.fake.FakeTarget;
import io.slipway.migrate.fake.VirtualTime;
import io.slipway.spi.Layout;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.SourceTableState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadAuditorTest {

    private static final TableSpec SPEC = TableSpec.of("reports", Layout.hash());
    private static final ByteString KEY = ByteString.copyFromUtf8("k");

    private final VirtualTime time = new VirtualTime(1);
    private final FakeSource source = new FakeSource(time);
    private final FakeTarget target = new FakeTarget(time, SPEC);
    private final Counters counters = new Counters();
    private final ReadAuditor auditor = new ReadAuditor(time, source, counters, AuditSettings.DEFAULT);
    private final TableConfig record = new FakeConfig().begin(SPEC);

    ReadAuditorTest() {
        source.state = new SourceTableState(true, false, 1, 1, 0);
    }

    @Test
    void should_count_an_equal_pair_as_a_comparison() {
        write("a", "a");
        audit();

        assertThat(comparisons()).isEqualTo(1);
        assertThat(auditor.mismatches()).isEmpty();
    }

    @Test
    void should_report_a_lasting_difference_with_hashes_only() {
        write("a", "b");
        audit();

        assertThat(comparisons()).isEqualTo(1);
        assertThat(counters.get("reports", Count.MISMATCHES)).isEqualTo(1);
        assertThat(auditor.mismatches()).singleElement().satisfies(mismatch -> {
            assertThat(mismatch.difference()).isEqualTo(Difference.VALUE);
            // echo -n a | sha256sum, echo -n b | sha256sum
            assertThat(mismatch.sourceHash()).isEqualTo("ca978112ca1bbdcafac231b39a23dc4d");
            assertThat(mismatch.targetHash()).isEqualTo("3e23e8160039594a33894f6564e1b134");
        });
    }

    @Test
    void should_report_a_value_that_the_target_cannot_put_together() {
        write("a", "a");
        target.unreadable.add(KEY);
        audit();

        assertThat(counters.get("reports", Count.MISMATCHES)).isEqualTo(1);
        assertThat(auditor.mismatches()).singleElement().satisfies(mismatch -> {
            assertThat(mismatch.difference()).isEqualTo(Difference.UNREADABLE);
            assertThat(mismatch.targetHash()).isEmpty();
        });
    }

    @Test
    void should_count_an_unreadable_value_that_is_mended_in_time_as_an_equal_pair() {
        long version = write("a", "a");
        target.unreadable.add(KEY);
        time.schedule(Duration.ofMillis(300), () -> target.put(new VersionedWrite(KEY, put("a"), version + 1)));
        audit();

        assertThat(comparisons()).isEqualTo(1);
        assertThat(auditor.mismatches()).isEmpty();
    }

    @Test
    void should_not_report_a_difference_that_settles() {
        long version = write("a", "b");
        time.schedule(Duration.ofMillis(300), () -> target.put(new VersionedWrite(KEY, put("a"), version + 1)));
        audit();

        assertThat(comparisons()).isEqualTo(1);
        assertThat(auditor.mismatches()).isEmpty();
    }

    @Test
    void should_conclude_nothing_while_the_outbox_holds_the_key() {
        source.put(KEY, put("a"));
        audit();

        assertThat(comparisons()).isZero();
        assertThat(auditor.mismatches()).isEmpty();
    }

    @Test
    void should_conclude_nothing_if_the_target_is_away() {
        write("a", "b");
        target.away = true;
        audit();

        assertThat(comparisons()).isZero();
    }

    @Test
    void should_tell_missing_extra_and_expiry_apart() {
        StoredValue lasting = StoredValue.lasting(KEY);

        assertThat(Difference.between(lasting, null)).contains(Difference.MISSING);
        assertThat(Difference.between(null, lasting)).contains(Difference.EXTRA);
        assertThat(Difference.between(lasting, new StoredValue(KEY, 100))).contains(Difference.EXPIRY);
        assertThat(Difference.between(new StoredValue(KEY, 103), new StoredValue(KEY, 100)))
                .contains(Difference.EXPIRY);
        assertThat(Difference.between(new StoredValue(KEY, 102), new StoredValue(KEY, 100)))
                .isEmpty();
        assertThat(Difference.between(null, null)).isEmpty();
    }

    /** Both sides hold a value, and nothing is on its way. */
    private long write(String atSource, String atTarget) {
        long version = source.put(KEY, put(atSource));
        source.outbox.clear();
        target.put(new VersionedWrite(KEY, put(atTarget), version));
        return version;
    }

    private void audit() {
        auditor.offer(record, target, List.of(KEY), Map.of(KEY, source.rows.get(KEY)));
        long end = time.nanoTime() + Duration.ofSeconds(10).toNanos();
        time.schedule(Duration.ofSeconds(11), () -> {});
        time.runUntil(() -> time.nanoTime() > end);
    }

    private long comparisons() {
        return counters.get("reports", Count.COMPARISONS);
    }

    private static Mutation put(String value) {
        return Mutation.put(StoredValue.lasting(ByteString.copyFromUtf8(value)));
    }
}
