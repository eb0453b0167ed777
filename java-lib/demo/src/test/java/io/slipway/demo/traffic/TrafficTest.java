package io.slipway.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.demo.model.DemoTable;
import io.slipway.demo.model.Keys;
import io.slipway.kv.KvStore;
import io.slipway.kv.memory.MemoryKvStore;
import java.time.Clock;
import java.time.Duration;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class TrafficTest {
    private static final double RATE = 2_000;
    private static final LoadWatch ALWAYS_LOADING = new LoadWatch() {
        @Override
        public boolean loading(String table) {
            return true;
        }

        @Override
        public boolean loading(String table, ByteString key) {
            return true;
        }
    };

    private final KvStore store = MemoryKvStore.create();
    private final Ledger ledger = new Ledger();
    private final StageVisits visits = new StageVisits();
    private final Tally tally = new Tally(what -> {});

    @Test
    void should_leave_the_store_as_the_ledger_expects() throws InterruptedException {
        runUntil(2_000, LoadWatch.IDLE);

        assertThat(tally.failed()).isZero();
        assertThat(tally.wrongAnswers()).isZero();
        assertThat(tally.retries()).isZero();
        assertThat(tally.deletesRacedByLoad()).isZero();
        long second = Clock.systemUTC().instant().getEpochSecond();
        for (DemoTable table : DemoTable.values()) {
            String name = table.tableName();
            assertThat(ledger.keys(name)).isNotEmpty();
            for (ByteString key : ledger.keys(name)) {
                ByteString value = store.table(name).get(key).orElse(null);
                assertThat(ledger.allows(name, key, value, second))
                        .as("%s %s", name, key)
                        .isTrue();
            }
        }
    }

    @Test
    void should_count_operations_by_table_and_visit() throws InterruptedException {
        runUntil(1_000, LoadWatch.IDLE);

        long recorded = 0;
        for (DemoTable table : DemoTable.values()) {
            StageVisits.Visit visit = visits.of(table.tableName()).get(0);
            assertThat(visit.stage()).isEqualTo("source");
            assertThat(visit.operations()).isPositive();
            assertThat(visit.failed()).isZero();
            assertThat(visit.latencyMs(50)).isLessThanOrEqualTo(visit.latencyMs(99));
            assertThat(visit.latencyMs(99)).isLessThanOrEqualTo(visit.latencyMsMax());
            recorded += visit.operations();
        }
        assertThat(recorded).isEqualTo(tally.operations());
    }

    @Test
    void should_count_deletes_that_race_a_load() throws InterruptedException {
        runUntil(1_000, ALWAYS_LOADING);

        assertThat(tally.deletesRacedByLoad()).isGreaterThan(100);
    }

    @Test
    void should_notice_a_store_that_loses_an_acknowledged_write() throws InterruptedException {
        KeyBook keys = fill();
        Traffic traffic = traffic(keys, LoadWatch.IDLE);
        for (ByteString key : keys.samples()) {
            ledger.begin("samples", key, Expectation.of(ByteString.copyFromUtf8("lost"), Long.MAX_VALUE))
                    .acknowledged();
        }

        traffic.start(Post.all(), RATE, 1);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> tally.wrongAnswers() > 10);
        traffic.stop();
    }

    private void runUntil(long operations, LoadWatch load) throws InterruptedException {
        Traffic traffic = traffic(fill(), load);
        traffic.start(Post.all(), RATE, 1);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> tally.operations() >= operations);
        traffic.stop();
    }

    private Traffic traffic(KeyBook keys, LoadWatch load) {
        for (DemoTable table : DemoTable.values()) {
            visits.enter(table.tableName(), 1, "source");
        }
        return new Traffic(store, keys, ledger, visits, tally, load, Clock.systemUTC());
    }

    private static KeyBook fill() {
        SplittableRandom random = new SplittableRandom(1);
        KeyBook keys = new KeyBook();
        for (int i = 0; i < 400; i++) {
            byte[] sha256 = new byte[Keys.SHA256_BYTES];
            random.nextBytes(sha256);
            ByteString sample = ByteString.copyFrom(sha256);
            keys.addSample(sample, i == 0);
            keys.addPlace(Keys.sighting("module-" + i % 5, "path-" + i), sample);
            keys.addString(Keys.string("token" + i % 7 + "/" + i));
        }
        return keys;
    }
}
