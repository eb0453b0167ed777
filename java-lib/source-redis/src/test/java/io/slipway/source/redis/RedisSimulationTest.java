package io.slipway.source.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.sync.RedisCommands;
import io.slipway.migrate.stage.RecordedStates;
import io.slipway.redis.RedisServer;
import io.slipway.source.redis.internal.RedisSourceStore;
import io.slipway.source.redis.internal.RedisTime;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceTableState;
import io.slipway.testkit.memory.Link;
import io.slipway.testkit.memory.LinkedSource;
import io.slipway.testkit.sim.FaultKind;
import io.slipway.testkit.sim.SimTotals;
import io.slipway.testkit.sim.Simulation;
import io.slipway.testkit.sim.SourceServer;
import io.slipway.testkit.sim.Tampering;
import java.time.InstantSource;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The simulated worlds over a real server: the shipped router, loader, recoverer, validator and stage driver, with every fault of the
 * simulation between them and Redis, and SIGKILL where the simulation restarts the source. The same invariants are judged.
 *
 * <p>{@code -Dslipway.sim.redis.seeds=N} runs N worlds, {@code -Dslipway.sim.seed=S} the world S alone.
 */
class RedisSimulationTest {

    private static final int SEEDS = Integer.getInteger("slipway.sim.redis.seeds", 10);

    @Test
    void should_keep_every_promise_in_every_world() {
        Long only = Long.getLong("slipway.sim.seed");
        LongStream seeds = only == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(only);
        SimTotals totals = new SimTotals();
        // What was handed to the kernel survives SIGKILL; waiting for the disk would prove nothing more here.
        try (RedisServer server =
                        RedisServer.builder().setting("appendfsync", "no").start();
                RawRedis raw = new RawRedis(server)) {
            RedisCommands<String, String> commands = raw.commands();
            seeds.forEach(seed -> {
                try (World world = new World(server, commands)) {
                    totals.add(Simulation.run(seed, Tampering.NONE, world::start));
                }
            });
        }
        System.out.println(totals.report());

        assertThat(totals.failures()).isEmpty();
        if (only == null) {
            assertThat(totals.validations()).isPositive();
            assertThat(totals.faults())
                    .containsKeys(
                            FaultKind.SOURCE_RESTARTED,
                            FaultKind.ANSWER_LOST,
                            FaultKind.APPLIED_LATE,
                            FaultKind.PROCESS_CRASHED);
        }
    }

    /** One world's part of the server. */
    private static final class World implements SourceServer, AutoCloseable {

        private final RedisServer server;
        private final RedisCommands<String, String> raw;
        private final String prefix = SharedRedis.freshPrefix();
        private SourceStore source;

        World(RedisServer server, RedisCommands<String, String> raw) {
            this.server = server;
            this.raw = raw;
        }

        SourceServer start(InstantSource clock, ConfigStore records) {
            source = RedisSourceStore.open(
                    SharedRedis.options(server, "prefix", prefix),
                    () -> records.readAll().thenApply(RecordedStates::of),
                    RedisTime.given(clock));
            return this;
        }

        @Override
        public SourceStore over(Link link) {
            return new LinkedSource(source, link);
        }

        @Override
        public SourceTableState state(String table) {
            return source.state(table).toCompletableFuture().join();
        }

        @Override
        public long lastVersion() {
            return Long.parseLong(raw.hget(prefix + "#primary", "last"));
        }

        @Override
        public void restart() {
            server.kill();
            server.restart();
            await().ignoreExceptions().until(() -> state("any") != null);
        }

        @Override
        public void close() {
            if (source != null) {
                source.close();
            }
        }
    }
}
