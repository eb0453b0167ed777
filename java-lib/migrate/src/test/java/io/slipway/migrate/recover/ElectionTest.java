package io.slipway.migrate.recover;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.migrate.fake.FakeConfig;
import io.slipway.migrate.fake.VirtualTime;
import io.slipway.migrate.stage.LeaseTerms;
import io.slipway.spi.config.ProcessStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ElectionTest {

    private static final LeaseTerms TERMS = LeaseTerms.DEFAULT;
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final List<String> TABLES =
            IntStream.range(0, 60).mapToObj(number -> "table" + number).toList();

    private final VirtualTime time = new VirtualTime(1);
    private final FakeConfig config = new FakeConfig();
    private final Map<String, Election> elections =
            NAMES.stream().collect(Collectors.toMap(name -> name, name -> new Election(time, config, name, TERMS)));
    private final Set<String> silent = new TreeSet<>();
    private long renewals;

    @Test
    void should_elect_one_process_for_each_table_and_spread_the_tables() {
        start();

        assertThat(TABLES).allSatisfy(table -> assertThat(elected(table)).hasSize(1));
        assertThat(NAMES).allSatisfy(name -> assertThat(TABLES.stream()
                        .filter(table -> elected(table).contains(name))
                        .count())
                .isBetween(8L, 40L));
    }

    @Test
    void should_elect_another_process_soon_after_one_died() {
        start();
        silent.add("b");
        pass(TERMS.dead().multipliedBy(3));

        assertThat(TABLES)
                .allSatisfy(table -> assertThat(elected(table).stream().filter(name -> !name.equals("b")))
                        .hasSize(1));
    }

    @Test
    void should_have_everybody_recover_who_cannot_read_the_registry() {
        assertThat(elected("reports")).as("before the first look").hasSize(3);
        start();
        config.away = true;
        pass(TERMS.dead().multipliedBy(2).plusMillis(100));

        assertThat(elected("reports")).hasSize(3);
        config.away = false;
        pass(TERMS.dead().multipliedBy(2));
        assertThat(elected("reports")).hasSize(1);
    }

    @Test
    void should_let_the_others_look_after_the_outbox_now_and_then() {
        start();
        List<Election> others = NAMES.stream()
                .filter(name -> !elected("reports").contains(name))
                .map(elections::get)
                .toList();

        assertThat(others).hasSize(2).allSatisfy(other -> {
            assertThat(other.due("reports", TERMS.dead().minusMillis(1))).isFalse();
            assertThat(other.due("reports", TERMS.dead())).isTrue();
        });
    }

    @Test
    void should_take_a_process_off_the_registry_that_has_been_silent_for_long() {
        start();
        silent.add("b");
        pass(TERMS.forgotten().minus(TERMS.trusted()));
        assertThat(registered()).containsExactlyInAnyOrder("a", "b", "c");
        pass(TERMS.dead().multipliedBy(3).plus(TERMS.trusted()));
        assertThat(registered()).containsExactlyInAnyOrder("a", "c");

        silent.clear();
        pass(TERMS.trusted());
        assertThat(registered()).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void should_read_the_registry_about_once_in_the_time_after_which_a_process_counts_as_dead() {
        start();
        int before = config.renewalsRead;
        int deadTimes = 60;
        pass(TERMS.dead().multipliedBy(deadTimes));

        assertThat(config.renewalsRead - before)
                .isBetween(NAMES.size() * deadTimes * 4 / 5, NAMES.size() * deadTimes * 4 / 3);
    }

    private void start() {
        renew();
        elections.values().forEach(Election::start);
        pass(TERMS.trusted());
    }

    private void pass(Duration duration) {
        long seconds = duration.toMillis() / 500;
        for (long half = 0; half < seconds; half++) {
            renew();
            time.pass(Duration.ofMillis(500));
        }
        time.pass(Duration.ofMillis(duration.toMillis() % 500));
    }

    private void renew() {
        renewals++;
        if (!config.away) {
            NAMES.stream()
                    .filter(name -> !silent.contains(name))
                    .forEach(name -> config.renew(new ProcessStatus(name, "api", "1", renewals, Map.of())));
        }
    }

    private List<String> elected(String table) {
        return NAMES.stream().filter(name -> elections.get(name).elected(table)).toList();
    }

    private List<String> registered() {
        return config.processes().toCompletableFuture().join().stream()
                .map(ProcessStatus::process)
                .toList();
    }
}
