package io.slipway.migrate.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.migrate.plan.LayoutFigures.Hot;
import io.slipway.migrate.plan.LayoutFigures.Quantiles;
import io.slipway.spi.Layout;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdviceTest {

    private static Plan.Option option(String layout, long partitions, long rowsMax, long bytesMax) {
        LayoutFigures figures = new LayoutFigures(
                Layout.parse(layout),
                1_000_000,
                500_000_000,
                partitions,
                new Quantiles(1, rowsMax, rowsMax),
                new Quantiles(500, bytesMax, bytesMax),
                List.of(new Hot(ByteString.copyFromUtf8("p"), rowsMax, bytesMax, false)),
                0,
                null);
        return new Plan.Option(figures, partitions, Advice.warnings(figures));
    }

    @Test
    void should_recommend_hash_unless_services_scan() {
        assertThat(Advice.choose(List.of(option("prefix(until 0x2f)", 10_000, 200, 100_000)), false)
                        .layout())
                .isEqualTo(Layout.hash());
    }

    @Test
    void should_recommend_the_prefix_that_keeps_most_together_within_bounds() {
        List<Plan.Option> options = List.of(
                option("hash", 1_000_000, 1, 600),
                option("prefix(length 2)", 10, 300_000, 150_000_000),
                option("prefix(until 0x2f)", 10_000, 200, 100_000),
                option("prefix(length 8)", 500_000, 4, 2_000));
        assertThat(Advice.choose(options, true).layout().text()).isEqualTo("prefix(until 0x2f)");
    }

    @Test
    void should_spread_prefixes_over_buckets_if_all_are_too_large() {
        List<Plan.Option> options = List.of(
                option("hash", 1_000_000, 1, 600),
                option("prefix(until 0x2f)", 10, 300_000, 150_000_000),
                option("bucketed(prefix(until 0x2f), 16)", 160, 20_000, 10_000_000));
        assertThat(Advice.choose(options, true).layout().text()).isEqualTo("bucketed(prefix(until 0x2f), 16)");
    }

    @Test
    void should_warn_of_large_and_hot_partitions() {
        assertThat(option("prefix(length 2)", 10, 300_000, 150_000_000).warnings())
                .hasSize(3)
                .anyMatch(warning -> warning.contains("150 MB"))
                .anyMatch(warning -> warning.contains("300,000 rows"))
                .anyMatch(warning -> warning.contains("30%"));
        assertThat(option("hash", 1_000_000, 1, 600).warnings()).isEmpty();
    }
}
