package io.slipway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.KvStore;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.Count;
import io.slipway.migrate.config.FileConfigStore;
import io.slipway.migrate.stage.StageMove;
import io.slipway.spi.Layout;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.Stage;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ForkJoinPool;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlipwayTest {

    private static final ByteString KEY = ByteString.copyFromUtf8("k");
    private static final ByteString VALUE = ByteString.copyFromUtf8("v");

    @TempDir
    Path folder;

    @Test
    void should_win_over_the_old_store_s_own_provider() {
        try (KvStore store = KvStore.open(config())) {
            assertThat(store).isInstanceOf(SlipwayStore.class);
        }
        try (KvStore store = KvStore.open(config().with("provider", "rocksdb"))) {
            assertThat(store).isNotInstanceOf(SlipwayStore.class);
        }
    }

    @Test
    void should_show_what_the_old_provider_wrote() {
        try (KvStore old = KvStore.open(config().with("provider", "rocksdb"))) {
            old.table("reports").put(KEY, VALUE);
        }
        try (KvStore store = KvStore.open(config())) {
            assertThat(store.table("reports").get(KEY)).contains(VALUE);
        }
    }

    @Test
    void should_need_no_target_while_all_tables_are_at_source() throws IOException {
        Path tables = Files.writeString(
                folder.resolve("import.yaml"),
                "tables: [{name: reports, layout: hash}, {name: sightings, layout: hash}]");
        try (Slipway slipway = Slipway.open(config())) {
            Waiting.on(slipway.operator().importTables(tables, "test"));
            slipway.store().table("reports").put(KEY, VALUE);
        }
        try (Slipway slipway = Slipway.open(config())) {
            assertThat(slipway.store().table("reports").get(KEY)).contains(VALUE);
            assertThat(Waiting.on(slipway.operator().tables())).containsOnlyKeys("reports", "sightings");
            TableStatus status = Waiting.on(slipway.operator().status("reports"));
            assertThat(status.record().phase()).isEqualTo(Phase.SOURCE);
            assertThat(status.source().enrolled()).isFalse();
            assertThat(slipway.counters().get("reports", Count.OPERATIONS)).isEqualTo(1);
        }
    }

    @Test
    void should_work_before_read_target_while_the_target_is_away() {
        publish(Phase.DUAL_WRITE);
        try (Slipway slipway = Slipway.open(unreachable())) {
            slipway.store().table("reports").put(KEY, VALUE);

            assertThat(slipway.store().table("reports").get(KEY)).contains(VALUE);
            assertThat(slipway.counters().get("reports", Count.FAILED)).isZero();
        }
    }

    @Test
    void should_refuse_to_open_at_read_target_while_the_target_is_away() {
        publish(Phase.READ_TARGET);

        assertFails(() -> Slipway.open(unreachable()), KvErrorCode.TARGET_UNAVAILABLE);
        try (KvStore store = KvStore.open(config().with("provider", "rocksdb"))) {
            assertThat(store.table("reports").get(KEY)).isEmpty();
        }
    }

    @Test
    void should_say_what_is_missing_if_a_table_is_enrolled_and_no_target_is_given() {
        publish(Phase.DUAL_WRITE);

        assertThatThrownBy(() -> Slipway.open(config())).hasMessageContaining("target.cql.contact-points");
    }

    @Test
    void should_change_nothing_if_a_move_cannot_reach_the_target() {
        publish(Phase.SOURCE);
        try (Slipway slipway = Slipway.open(unreachable().with("stages.timeout", "1s"))) {
            StageMove move = StageMove.of("reports", Stage.DUAL_WRITE, "test", "test");

            assertFails(() -> Waiting.on(slipway.operator().move(move)), KvErrorCode.TARGET_UNAVAILABLE);
            assertThat(Waiting.on(slipway.operator().status("reports")).record().epoch())
                    .isEqualTo(1);
            slipway.store().table("reports").put(KEY, VALUE);
        }
    }

    @Test
    void should_refuse_a_second_store_on_the_same_files_and_release_what_it_took() {
        try (KvStore store = KvStore.open(config())) {
            assertThatThrownBy(() -> KvStore.open(config())).isInstanceOf(KvException.class);
            store.table("reports").put(KEY, VALUE);
        }
        try (KvStore store = KvStore.open(config())) {
            assertThat(store.table("reports").get(KEY)).contains(VALUE);
        }
    }

    @Test
    void should_refuse_calls_once_closed() {
        KvStore store = KvStore.open(config());
        store.close();
        store.close();

        assertFails(() -> store.table("reports").get(KEY), KvErrorCode.CLOSED);
    }

    @Test
    void should_close_by_force() {
        KvStore store = KvStore.open(config());
        store.forceClose();
        store.forceClose();

        assertFails(() -> store.table("reports").put(KEY, VALUE), KvErrorCode.CLOSED);
        KvStore.open(config()).close();
    }

    private void publish(Phase phase) {
        TableSpec spec = TableSpec.of("reports", Layout.hash());
        TableConfig record =
                new TableConfig(spec, phase, 1, 0, WritePolicy.BACKGROUND, 1.0, 0, "test", "test", Instant.EPOCH);
        try (FileConfigStore configs =
                FileConfigStore.open(folder.resolve("old-slipway/tables.yaml"), ForkJoinPool.commonPool())) {
            Waiting.on(configs.publish(record));
        }
    }

    private KvConfig config() {
        return KvConfig.empty()
                .with("source.rocksdb.path", folder.resolve("old").toString())
                .with("source.rocksdb.sync", "false");
    }

    /** Port 1 has no listener on any machine that runs tests. */
    private KvConfig unreachable() {
        return config().with("target.cql.contact-points", "127.0.0.1:1").with("target.cql.connect-timeout", "2s");
    }

    private static void assertFails(ThrowingCallable call, KvErrorCode code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(KvException.class, failure -> assertThat(failure.code())
                .isEqualTo(code));
    }
}
