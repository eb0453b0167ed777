package io.slipway.migrate.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.spi.Layout;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import io.slipway.spi.source.SourceTableState;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordedStatesTest {

    @Test
    void should_demand_enrolment_from_enrolled_on_and_the_seal_in_target() {
        assertThat(RecordedStates.of(Map.of(
                        "untouched", record(Phase.SOURCE, 1, 0),
                        "moving", record(Phase.CONFIRM, 6, 0),
                        "moved", record(Phase.TARGET, 8, 77))))
                .isEqualTo(Map.of(
                        "moving", new SourceTableState(true, false, 6, 7, 0),
                        "moved", new SourceTableState(true, true, 8, 9, 77)));
    }

    private static TableConfig record(Phase phase, long epoch, long floor) {
        return new TableConfig(
                TableSpec.of("t", Layout.hash()),
                phase,
                epoch,
                0,
                WritePolicy.BACKGROUND,
                0,
                floor,
                "r",
                "a",
                Instant.EPOCH);
    }
}
