package io.slipway.source.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvUnavailableException;
import io.slipway.kv.KvUserException;
import io.slipway.kv.spi.Providers;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.TableEpoch;
import io.slipway.testkit.kv.EnrolledTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The old store as services met it: found on the class path, configured by the common file, refused once its table is being migrated. */
class RocksKvProviderTest {

    private static final ByteString KEY = ByteString.copyFromUtf8("k");
    private static final ByteString VALUE = ByteString.copyFromUtf8("v");

    @TempDir
    private Path folder;

    @Test
    void should_be_found_on_the_class_path() {
        assertThat(Providers.select(KvConfig.empty())).isInstanceOf(RocksKvProvider.class);
        assertThat(new RocksKvProvider().priority()).isZero();
    }

    @Test
    void should_keep_values_if_the_store_is_opened_again() {
        try (KvStore store = KvStore.open(config())) {
            store.table("reports").put(KEY, VALUE);
        }
        try (KvStore store = KvStore.open(config())) {
            assertThat(store.table("reports").get(KEY)).contains(VALUE);
        }
    }

    @Test
    void should_read_its_section_of_the_common_file_and_no_other() throws IOException {
        Path file = Files.writeString(
                folder.resolve("slipway.yaml"),
                "target: {contact-points: [nowhere]}\nsource: {rocksdb: {path: " + store() + ", sync: false}}\n");
        try (KvStore store = KvStore.open(KvConfig.file(file))) {
            store.table("reports").put(KEY, VALUE);
        }
        assertThat(store()).isDirectory();
    }

    @Test
    void should_refuse_a_wrong_configuration_before_anything_is_created() {
        refused(() -> KvStore.open(KvConfig.empty())).withMessageContaining("'source.rocksdb.path' is required");
        refused(() -> KvStore.open(config().with("source.rocksdb.snyc", "true")))
                .withMessageContaining("did you mean 'source.rocksdb.sync'?");
        refused(() -> KvStore.open(config().with("source.rocksdb.readers", "0")))
                .withMessageContaining("a whole number from 1 to 64");
        refused(() -> KvStore.open(KvConfig.file(folder.resolve("missing.yaml"))))
                .withMessageContaining("there is no file");
        assertThat(store()).doesNotExist();
    }

    @Test
    void should_name_the_path_if_it_is_open_already() {
        try (KvStore store = KvStore.open(config())) {
            store.table("reports").put(KEY, VALUE);
            assertThatExceptionOfType(KvUnavailableException.class)
                    .isThrownBy(() -> KvStore.open(config()))
                    .withMessageContaining(store().toString());
        }
    }

    @Test
    void should_be_refused_on_a_table_that_was_enrolled() {
        try (KvStore store = KvStore.open(config())) {
            store.table("reports").put(KEY, VALUE);
        }
        try (SourceStore source = RocksSource.open(RocksOptions.at(store()), Clock.systemUTC())) {
            source.enrol("reports", 1).toCompletableFuture().join();
        }
        try (KvStore store = KvStore.open(config())) {
            EnrolledTable.assertRefused(store, "reports", "others");
        }
        try (SourceStore source = RocksSource.open(RocksOptions.at(store()), Clock.systemUTC())) {
            assertThat(source.read(new TableEpoch("reports", 1), List.of(KEY))
                            .toCompletableFuture()
                            .join()
                            .get(KEY)
                            .value())
                    .isEqualTo(VALUE);
            assertThat(source.outboxStatus("reports")
                            .toCompletableFuture()
                            .join()
                            .depth())
                    .isZero();
        }
    }

    private static ThrowableAssertAlternative<KvUserException> refused(ThrowingCallable call) {
        return assertThatExceptionOfType(KvUserException.class)
                .isThrownBy(call)
                .matches(e -> e.code() == KvErrorCode.CONFIG);
    }

    private KvConfig config() {
        return KvConfig.empty().with("source.rocksdb.path", store().toString());
    }

    private Path store() {
        return folder.resolve("store");
    }
}
