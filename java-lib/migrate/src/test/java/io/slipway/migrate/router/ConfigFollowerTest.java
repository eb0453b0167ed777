package io.slipway.migrate.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.spi.config.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConfigFollowerTest {

    @Test
    void should_never_send_a_renewal_number_twice_if_renewals_fail() {
        RouterBed bed = RouterBed.at(Phase.DUAL_WRITE);
        bed.time.pass(Duration.ofSeconds(3));
        int before = bed.config.renewalsSent.size();
        bed.config.away = true;
        bed.time.pass(Duration.ofSeconds(3));
        int failed = bed.config.renewalsSent.size() - before;
        bed.config.away = false;
        bed.time.pass(Duration.ofSeconds(3));

        assertThat(failed).as("renewals that nobody confirmed").isGreaterThan(1);
        assertThat(bed.config.renewalsSent)
                .hasSizeGreaterThan(before + failed)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void should_tell_once_that_the_config_store_is_away_and_once_that_it_is_back() {
        RouterBed bed = RouterBed.at(Phase.DUAL_WRITE);
        for (int outage = 0; outage < 2; outage++) {
            bed.config.away = true;
            bed.time.pass(Duration.ofSeconds(5));
            bed.config.away = false;
            bed.time.pass(Duration.ofSeconds(5));
        }

        assertThat(bed.told).hasSize(4);
        assertThat(bed.told.get(0)).isEqualTo("away: the config store is away");
        assertThat(bed.told.get(1)).startsWith("back after PT");
        assertThat(bed.told.subList(2, 4)).isEqualTo(bed.told.subList(0, 2));
    }
}
