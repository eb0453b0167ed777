package io.slipway.source.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvUserException;
import io.slipway.kv.PutOptions;
import io.slipway.kv.spi.Providers;
import io.slipway.redis.RedisServer;
import io.slipway.spi.source.SourceStore;
import io.slipway.testkit.kv.EnrolledTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The old store as services met it: found on the class path, configured by the common file, refused once its table is being migrated. */
@ExtendWith(SharedRedis.class)
class RedisKvProviderTest {

    private static final ByteString KEY = ByteString.copyFromUtf8("k");
    private static final ByteString VALUE = ByteString.copyFromUtf8("v");

    private final RedisServer server;
    private final String prefix = SharedRedis.freshPrefix();

    @TempDir
    private Path folder;

    RedisKvProviderTest(RedisServer server) {
        this.server = server;
    }

    @Test
    void should_be_found_on_the_class_path() {
        assertThat(Providers.select(KvConfig.empty())).isInstanceOf(RedisKvProvider.class);
        assertThat(new RedisKvProvider().priority()).isZero();
        assertThat(new RedisKvProvider().name()).isEqualTo("redis");
    }

    @Test
    void should_share_values_among_processes_by_the_server_s_own_clock() {
        try (KvStore store = KvStore.open(config());
                KvStore other = KvStore.open(config())) {
            store.table("reports").put(KEY, VALUE, PutOptions.ttl(Duration.ofMinutes(1)));
            assertThat(other.table("reports").get(KEY)).contains(VALUE);
            other.table("reports").delete(KEY);
            assertThat(store.table("reports").exists(KEY)).isFalse();
        }
    }

    @Test
    void should_read_its_section_of_the_common_file_and_no_other() throws IOException {
        Path file = Files.writeString(
                folder.resolve("slipway.yaml"),
                "target: {contact-points: [nowhere]}\nsource: {redis: {address: \"" + server.endpoint()
                        + "\", prefix: \"" + prefix + "\"}}\n");
        try (KvStore store = KvStore.open(KvConfig.file(file))) {
            store.table("reports").put(KEY, VALUE);
            assertThat(store.table("reports").get(KEY)).contains(VALUE);
        }
    }

    @Test
    void should_refuse_a_wrong_configuration() {
        refused(() -> KvStore.open(KvConfig.empty())).withMessageContaining("'source.redis.address' is required");
        refused(() -> KvStore.open(config().with("source.redis.adress", "x")))
                .withMessageContaining("did you mean 'source.redis.address'?");
        refused(() -> KvStore.open(config().with("source.redis.address", "nowhere")))
                .withMessageContaining("host:port");
        refused(() -> KvStore.open(config().with("source.redis.prefix", "a*")))
                .withMessageContaining("[A-Za-z0-9_.:/-]");
        refused(() -> KvStore.open(config().with("source.redis.password", "planted")))
                .withMessageContaining("'source.redis.password'")
                .matches(e -> !e.getMessage().contains("planted"));
        refused(() -> KvStore.open(config().with("source.redis.user", "somebody")))
                .withMessageContaining("SLIPWAY_SOURCE_REDIS_PASSWORD");
        refused(() -> KvStore.open(config().with("source.redis.tls", "true").with("source.redis.tls-key-file", "k")))
                .withMessageContaining("need each other");
    }

    @Test
    void should_be_refused_on_a_table_that_was_enrolled() {
        try (KvStore store = KvStore.open(config())) {
            store.table("reports").put(KEY, VALUE);
            try (SourceStore source =
                    RedisSource.open(SharedRedis.options(server, "prefix", prefix), RecordedTables.NONE)) {
                source.enrol("reports", 1).toCompletableFuture().join();
            }
            EnrolledTable.assertRefused(store, "reports", "others");
        }
    }

    private static ThrowableAssertAlternative<KvUserException> refused(ThrowingCallable call) {
        return assertThatExceptionOfType(KvUserException.class)
                .isThrownBy(call)
                .matches(e -> e.code() == KvErrorCode.CONFIG);
    }

    private KvConfig config() {
        return KvConfig.empty().with("source.redis.address", server.endpoint()).with("source.redis.prefix", prefix);
    }
}
