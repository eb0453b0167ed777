package io.slipway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.Counters;
import io.slipway.spi.StoreException;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.source.SourceStore;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorTest {

    @TempDir
    Path folder;

    @Test
    void should_say_which_store_is_away_if_its_answer_is_late() {
        SlipwaySettings settings = SlipwaySettings.of(KvConfig.empty()
                .with("source.rocksdb.path", folder.resolve("old").toString())
                .with("target.cql.contact-points", "127.0.0.1:1")
                .with("stages.timeout", "1s"));
        try (SystemEnvironment environment = new SystemEnvironment(1);
                Operator operator = new Operator(
                        new Stores(
                                environment,
                                ForkJoinPool.commonPool(),
                                late(SourceStore.class, KvErrorCode.SOURCE_UNAVAILABLE),
                                late(ConfigStore.class, KvErrorCode.CONFIG_UNAVAILABLE),
                                Targets.lazy(settings, environment),
                                Targets.lazy(settings, environment)),
                        settings,
                        new Counters(),
                        () -> CompletableFuture.completedFuture(null),
                        new Resources())) {
            List<CompletionStage<?>> answers = List.of(
                    operator.status("samples"),
                    operator.tables(),
                    operator.processes(),
                    operator.history("samples"),
                    operator.importTables(List.of()),
                    operator.preparation("samples"),
                    operator.sweep("samples", true),
                    operator.recover("samples"));

            assertThat(answers)
                    .allSatisfy(answer -> assertThat(code(answer)).isEqualTo(KvErrorCode.CONFIG_UNAVAILABLE));
            assertThat(code(operator.parked("samples"))).isEqualTo(KvErrorCode.SOURCE_UNAVAILABLE);
        }
    }

    private static KvErrorCode code(CompletionStage<?> answer) {
        return catchThrowableOfType(KvException.class, () -> Waiting.on(answer)).code();
    }

    /** A store that does not answer in time, whatever it is asked. */
    private static <T> T late(Class<T> port, KvErrorCode code) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(),
                new Class<?>[] {port},
                (store, method, arguments) -> CompletableFuture.failedFuture(
                        new StoreException(StoreException.Kind.UNAVAILABLE, code, "no answer before the deadline"))));
    }
}
