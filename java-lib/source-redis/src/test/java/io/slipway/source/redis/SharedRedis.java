package io.slipway.source.redis;

import io.slipway.kv.KvConfig;
import io.slipway.redis.RedisServer;
import io.slipway.spi.settings.Settings;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One server for all tests that neither stop nor configure it; each test takes a prefix of its own. */
final class SharedRedis implements ParameterResolver {

    private static final AtomicInteger PREFIXES = new AtomicInteger();

    /** Ends with the run of all tests. */
    private record Running(RedisServer server) implements AutoCloseable {
        @Override
        public void close() {
            server.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RedisServer.class;
    }

    @Override
    public RedisServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedRedis.class))
                .computeIfAbsent(
                        Running.class,
                        key -> new Running(RedisServer.builder()
                                .setting("appendfsync", "no")
                                .start()),
                        Running.class)
                .server();
    }

    /** A prefix that no other test has. */
    static String freshPrefix() {
        return "test" + PREFIXES.incrementAndGet() + ":";
    }

    /** Options for {@code server}, with settings of the section as the configuration writes them: name, value, and so on. */
    static RedisOptions options(RedisServer server, String... settings) {
        KvConfig config = KvConfig.empty().with("source.redis.address", server.endpoint());
        for (int i = 0; i < settings.length; i += 2) {
            config = config.with("source.redis." + settings[i], settings[i + 1]);
        }
        return RedisOptions.of(Settings.load(config, RedisOptions.reference(), Map.of()));
    }
}
