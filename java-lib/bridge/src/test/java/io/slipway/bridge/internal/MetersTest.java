package io.slipway.bridge.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import org.junit.jupiter.api.Test;

final class MetersTest {

    @Test
    void should_show_the_jvm_and_what_others_add_to_the_global_registry() {
        Meters meters = Meters.ofProcess();
        Counter counter = Metrics.counter("slipway.test", "table", "things");
        try {
            counter.increment(3);
            assertThat(meters.text())
                    .contains("slipway_test_total{table=\"things\"} 3.0\n")
                    .contains("jvm_memory_used_bytes{area=\"heap\"")
                    .contains("jvm_gc_")
                    .contains("jvm_threads_live_threads ");
        } finally {
            Metrics.globalRegistry.remove(counter);
        }
        assertThat(meters.text()).doesNotContain("slipway_test");
    }
}
