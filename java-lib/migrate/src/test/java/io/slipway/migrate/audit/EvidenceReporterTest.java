package io.slipway.migrate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.migrate.Count;
import io.slipway.migrate.Counters;
import io.slipway.migrate.fake.FakeConfig;
import io.slipway.migrate.fake.VirtualTime;
import io.slipway.migrate.stage.Evidence;
import io.slipway.spi.Layout;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EvidenceReporterTest {

    private static final String TABLE = "reports";

    private final VirtualTime time = new VirtualTime(1);
    private final FakeConfig config = new FakeConfig();
    private final Counters counters = new Counters();
    private final EvidenceReporter reporter =
            new EvidenceReporter(time, config, counters, "process-1", Duration.ofSeconds(1));

    @Test
    void should_report_what_was_counted_since_the_entry_into_dual_write() {
        counters.add(TABLE, Count.COMPARISONS, 100);
        reporter.follow(record(3));
        counters.add(TABLE, Count.COMPARISONS, 5);
        time.run(reporter.report());

        assertThat(reported(3, Evidence.COMPARISONS)).isEqualTo(5);
    }

    @Test
    void should_go_on_counting_if_the_table_moves_within_one_entry() {
        reporter.follow(record(3));
        counters.add(TABLE, Count.MISMATCHES, 1);
        reporter.follow(record(3));
        counters.add(TABLE, Count.MISMATCHES, 1);
        time.run(reporter.report());

        assertThat(reported(3, Evidence.MISMATCHES)).isEqualTo(2);
    }

    @Test
    void should_begin_anew_with_the_next_entry() {
        reporter.follow(record(3));
        counters.add(TABLE, Count.UNSERVABLE_SCANS, 4);
        time.run(reporter.report());
        reporter.follow(record(9));
        counters.add(TABLE, Count.UNSERVABLE_SCANS, 1);
        time.run(reporter.report());

        assertThat(reported(3, Evidence.UNSERVABLE_SCANS)).isEqualTo(4);
        assertThat(reported(9, Evidence.UNSERVABLE_SCANS)).isEqualTo(1);
    }

    @Test
    void should_add_up_with_other_processes() {
        EvidenceReporter other = new EvidenceReporter(time, config, counters, "process-2", Duration.ofSeconds(1));
        reporter.follow(record(3));
        other.follow(record(3));
        counters.add(TABLE, Count.COMPARISONS, 7);
        time.run(reporter.report());
        time.run(other.report());

        assertThat(reported(3, Evidence.COMPARISONS)).isEqualTo(14);
    }

    @Test
    void should_report_again_and_again() {
        reporter.follow(record(3));
        reporter.start();
        counters.add(TABLE, Count.COMPARISONS, 7);
        time.runUntil(() -> reported(3, Evidence.COMPARISONS) == 7);
        counters.add(TABLE, Count.COMPARISONS, 1);
        time.runUntil(() -> reported(3, Evidence.COMPARISONS) == 8);

        assertThat(Duration.ofNanos(time.nanoTime())).isEqualTo(Duration.ofSeconds(2));
    }

    private long reported(long entry, Evidence evidence) {
        return evidence.sum(config.evidence(TABLE, entry).toCompletableFuture().join());
    }

    private static TableConfig record(long entry) {
        TableSpec spec = TableSpec.of(TABLE, Layout.hash());
        return new TableConfig(
                spec, Phase.AUDIT, entry + 2, entry, WritePolicy.BACKGROUND, 1.0, 0, "test", "test", Instant.EPOCH);
    }
}
