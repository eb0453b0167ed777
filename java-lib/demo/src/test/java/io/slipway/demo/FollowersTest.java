package io.slipway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.demo.report.DemoReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class FollowersTest {
    private static final List<String> EXPECTED = List.of("api", "api-go", "master", "master");

    @Test
    void should_miss_each_process_that_has_not_acknowledged() {
        assertThat(Followers.missing(epoch("api", "api-go", "master", "master", "playground"), EXPECTED))
                .isEmpty();
        assertThat(Followers.missing(epoch("api", "master"), EXPECTED)).containsExactly("api-go", "master");
        assertThat(Followers.missing(epoch(), EXPECTED)).isEqualTo(EXPECTED);
    }

    private static DemoReport.Epoch epoch(String... services) {
        return new DemoReport.Epoch("samples", "audit", 7, List.of(services));
    }
}
