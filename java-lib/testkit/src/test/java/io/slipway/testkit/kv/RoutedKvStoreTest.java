package io.slipway.testkit.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kv.KvStore;
import io.slipway.migrate.Counters;
import io.slipway.migrate.audit.AuditSettings;
import io.slipway.migrate.audit.ReadAuditor;
import io.slipway.migrate.router.Router;
import io.slipway.migrate.router.RouterListener;
import io.slipway.migrate.router.RouterSettings;
import io.slipway.spi.Layout;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import io.slipway.testkit.TestClock;
import io.slipway.testkit.memory.Link;
import io.slipway.testkit.memory.MemoryConfigStore;
import io.slipway.testkit.memory.MemorySource;
import io.slipway.testkit.memory.MemoryTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/**
 * The shipped router in every phase, over stores in memory. While the source answers it serves every range, whatever the layout: those that
 * the target could not serve are counted, and bar the way there.
 */
class RoutedKvStoreTest {

    private static final int CHUNK_BYTES = 64 << 10;
    private static final long EPOCH = 1;
    private static final Layout BY_SLASH = Layout.parse("prefix(until 0x2f)");

    @Nested
    class AtSource extends Routed {
        AtSource() {
            super(Phase.SOURCE, WritePolicy.BACKGROUND, BY_SLASH, Scans.ANY_RANGE);
        }
    }

    @Nested
    class Enrolled extends Routed {
        Enrolled() {
            super(Phase.ENROLLED, WritePolicy.BACKGROUND, BY_SLASH, Scans.ANY_RANGE);
        }
    }

    @Nested
    class AtDualWriteInTheBackground extends Routed {
        AtDualWriteInTheBackground() {
            super(Phase.DUAL_WRITE, WritePolicy.BACKGROUND, Layout.parse("prefix(length 2)"), Scans.ANY_RANGE);
        }
    }

    @Nested
    class AtDualWriteRequired extends Routed {
        AtDualWriteRequired() {
            super(Phase.DUAL_WRITE, WritePolicy.REQUIRED, Layout.hash(), Scans.ANY_RANGE);
        }
    }

    @Nested
    class AtAudit extends Routed {
        AtAudit() {
            super(Phase.AUDIT, WritePolicy.BACKGROUND, BY_SLASH, Scans.ANY_RANGE);
        }
    }

    @Nested
    class AtConfirm extends Routed {
        AtConfirm() {
            super(Phase.CONFIRM, WritePolicy.BACKGROUND, BY_SLASH, Scans.ANY_RANGE);
        }
    }

    @Nested
    class AtReadTarget extends Routed {
        AtReadTarget() {
            super(
                    Phase.READ_TARGET,
                    WritePolicy.BACKGROUND,
                    Layout.parse("bucketed(prefix(until 0x2f), 8)"),
                    Scans.INSIDE_PREFIX);
        }
    }

    @Nested
    class AtTarget extends Routed {
        AtTarget() {
            super(Phase.TARGET, WritePolicy.BACKGROUND, BY_SLASH, Scans.INSIDE_PREFIX);
        }
    }

    @Nested
    class AtTargetHashed extends Routed {
        AtTargetHashed() {
            super(Phase.TARGET, WritePolicy.BACKGROUND, Layout.hash(), Scans.NONE);
        }
    }

    /** One table layout in one phase. */
    abstract static class Routed extends KvStoreContract {

        private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
        private final ThreadedEnvironment environment = new ThreadedEnvironment(clock);
        private final MemorySource source = new MemorySource(new MemorySource.Disk(), clock, Link.DIRECT);
        private final MemoryTarget target =
                new MemoryTarget(new MemoryTarget.Cluster(clock), CHUNK_BYTES, clock, Link.DIRECT);
        private final MemoryConfigStore configs = new MemoryConfigStore(new MemoryConfigStore.Disk(), Link.DIRECT);
        private final Counters counters = new Counters();
        private final ReadAuditor auditor = new ReadAuditor(environment, source, counters, AuditSettings.DEFAULT);
        private final Phase phase;
        private final WritePolicy policy;
        private final Layout layout;
        private final Scans scans;

        Routed(Phase phase, WritePolicy policy, Layout layout, Scans scans) {
            this.phase = phase;
            this.policy = policy;
            this.layout = layout;
            this.scans = scans;
        }

        @Override
        protected KvStore open() {
            List.of(REPORTS, SIGHTINGS).forEach(this::bring);
            Router router = new Router(
                    environment,
                    source,
                    target,
                    configs,
                    RouterSettings.of("p1", "test", "0"),
                    auditor,
                    counters,
                    RouterListener.NONE);
            Form.answer(router.start());
            return router.store();
        }

        /** Brings an empty table to the phase, as the stage driver would. */
        private void bring(String table) {
            TableSpec spec = TableSpec.of(table, layout);
            TableConfig config =
                    new TableConfig(spec, phase, EPOCH, EPOCH, policy, 1.0, 0, "test", "test", clock.instant());
            if (phase != Phase.SOURCE) {
                Form.answer(target.prepare(spec));
                Form.answer(source.enrol(table, EPOCH));
                Form.answer(source.admit(table, EPOCH, EPOCH));
            }
            if (phase == Phase.TARGET) {
                config = config.withFloor(Form.answer(source.seal(table, EPOCH)).floor());
            }
            assertThat(Form.answer(configs.publish(config))).isTrue();
        }

        @Override
        protected void letPass(Duration time) {
            clock.advance(time);
        }

        @Override
        protected Scans scans() {
            return scans;
        }

        @AfterEach
        void shouldHaveFoundNoMismatch() {
            environment.close();
            assertThat(auditor.mismatches()).isEmpty();
        }
    }
}
