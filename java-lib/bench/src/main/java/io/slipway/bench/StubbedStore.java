package io.slipway.bench;

import com.datastax.oss.driver.api.core.CqlSession;
import io.slipway.kv.KvTable;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.Counters;
import io.slipway.migrate.audit.AuditSettings;
import io.slipway.migrate.audit.ReadAuditor;
import io.slipway.migrate.config.FileConfigStore;
import io.slipway.migrate.router.Router;
import io.slipway.migrate.router.RouterListener;
import io.slipway.migrate.router.RouterSettings;
import io.slipway.provider.SystemEnvironment;
import io.slipway.spi.Layout;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import io.slipway.spi.source.SourceStore;
import io.slipway.target.cql.CqlConfig;
import io.slipway.target.cql.internal.CqlStore;
import io.slipway.target.cql.internal.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The shipped router at stage {@code target} over the shipped CQL target on a {@link StubSession}. */
record StubbedStore(CqlSession session, Router router, SystemEnvironment environment, ExecutorService io)
        implements AutoCloseable {

    private static final String TABLE = "bench";
    private static final byte[] VALUE = new byte[256];

    static StubbedStore open() {
        SystemEnvironment environment = new SystemEnvironment(2);
        ExecutorService io = Executors.newCachedThreadPool();
        long version = System.currentTimeMillis() * 1_000;
        CqlSession session = new StubSession(new StubSchema(TABLE + "_chunks", VALUE, version));
        CqlConfig config = CqlConfig.builder()
                .contactPoints(List.of(InetSocketAddress.createUnresolved("stub", 1)))
                .build();
        CqlStore target = new CqlStore(session, config, new Time(Clock.systemUTC(), System::nanoTime));
        FileConfigStore configs = FileConfigStore.open(folder().resolve("tables.yaml"), io);
        Waiting.on(configs.publish(new TableConfig(
                TableSpec.of(TABLE, Layout.hash()),
                Phase.TARGET,
                1,
                1,
                WritePolicy.BACKGROUND,
                0,
                version,
                "benchmark",
                "benchmark",
                Instant.now())));
        SourceStore source = sealed();
        Counters counters = new Counters();
        Router router = new Router(
                environment,
                source,
                new StubbedTarget(target),
                configs,
                RouterSettings.of("bench", "bench", "bench"),
                new ReadAuditor(environment, source, counters, AuditSettings.DEFAULT),
                counters,
                RouterListener.NONE);
        Waiting.on(router.start());
        return new StubbedStore(session, router, environment, io);
    }

    KvTable table() {
        return router.store().table(TABLE);
    }

    @Override
    public void close() {
        Waiting.on(router.close());
        environment.close();
        io.shutdown();
    }

    /** A source that nobody asks anything: the table is at stage {@code target}. */
    private static SourceStore sealed() {
        return (SourceStore) Proxy.newProxyInstance(
                SourceStore.class.getClassLoader(), new Class<?>[] {SourceStore.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("slipway-bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
