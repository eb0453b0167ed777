package io.slipway.target.cql.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.spi.Layout;
import io.slipway.spi.TableSpec;
import io.slipway.spi.target.TargetCapabilities;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuningTest {

    @ParameterizedTest
    @CsvSource({
        "ScyllaDB, IncrementalCompactionStrategy, false",
        "Apache Cassandra 5.0.9, UnifiedCompactionStrategy, true",
        "Apache Cassandra 4.1.3, LeveledCompactionStrategy, false",
        "Apache Cassandra of unknown version, LeveledCompactionStrategy, false"
    })
    void should_name_the_strategy_that_the_server_has(String product, String strategy, boolean guardrail) {
        var advice = Tuning.advice(
                Names.of("app", TableSpec.of("samples", Layout.hash())),
                new TargetCapabilities(product, false, false, false));

        assertThat(advice.get(1))
                .isEqualTo("after it: ALTER TABLE \"app\".\"samples\" WITH compaction = {'class': '" + strategy
                        + "'}; ALTER TABLE \"app\".\"samples_chunks\" WITH compaction = {'class': '" + strategy
                        + "'}");
        assertThat(advice.get(0)).contains("'class': '" + strategy + "', 'enabled': 'false'");
        assertThat(advice.get(2)).contains("TimeWindowCompactionStrategy");
        assertThat(advice.stream().anyMatch(line -> line.contains("maximum_timestamp_fail_threshold")))
                .isEqualTo(guardrail);
    }
}
