package io.slipway.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.migrate.Environment;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.OutboxStatus;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceTableState;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import io.slipway.spi.source.WriteReceipt;
import io.slipway.target.cql.chunk.ChunkHead;
import io.slipway.target.cql.chunk.ChunkRows;
import io.slipway.target.cql.chunk.ChunkSet;
import io.slipway.target.cql.chunk.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * A check that cannot fail is no check: each of these tests plants one classic mistake between the shipped classes and the stores, and the
 * simulation must catch it within 500 worlds. Prints which world did, and how.
 */
class PlantedFaultTest {

    private static final int WORLDS_MAX = 500;

    @Test
    void should_catch_a_load_that_writes_at_the_current_time() {
        assertCaught(
                "load with now() versions",
                (role, env, real) -> role != Tampering.Role.LOADER
                        ? real
                        : real.withTarget(new ForwardingTarget(
                                real.target(),
                                (table, write, timeout) -> table.apply(
                                        new VersionedWrite(write.key(), write.mutation(), micros(env)), timeout))));
    }

    @Test
    void should_catch_deletes_that_are_skipped_where_the_row_is_absent() {
        assertCaught(
                "skipped delete of an absent row",
                (role, env, real) -> role == Tampering.Role.LOADER
                        ? real
                        : real.withTarget(new ForwardingTarget(
                                real.target(),
                                (table, write, timeout) -> write.mutation() != Mutation.Delete.INSTANCE
                                        ? table.apply(write, timeout)
                                        : table.read(write.key(), timeout)
                                                .thenCompose(found -> found.isPresent()
                                                        ? table.apply(write, timeout)
                                                        : CompletableFuture.completedFuture(null)))));
    }

    @Test
    void should_catch_outbox_entries_that_are_dropped_before_they_are_confirmed() {
        assertCaught(
                "outbox entry dropped before confirmation",
                (role, env, real) -> role != Tampering.Role.SERVICE
                        ? real
                        : real.withSource(new ForwardingSource(real.source()) {
                            @Override
                            public CompletionStage<WriteReceipt> write(SourceBatch batch) {
                                return real.write(batch).thenApply(receipt -> {
                                    for (SourceWrite write : batch.writes()) {
                                        real.confirm(
                                                write.table().table(),
                                                List.of(new OutboxEntry(write.key(), receipt.version(), null)));
                                    }
                                    return receipt;
                                });
                            }
                        }));
    }

    @Test
    void should_catch_a_source_that_checks_no_epochs() {
        assertCaught(
                "missing epoch check",
                (role, env, real) ->
                        role != Tampering.Role.SERVICE ? real : real.withSource(new EpochlessSource(real.source())));
    }

    /** Acts by the newest epoch that the source accepts, whatever the caller's. */
    private static final class EpochlessSource extends ForwardingSource {

        EpochlessSource(SourceStore real) {
            super(real);
        }

        @Override
        public CompletionStage<Map<ByteString, StoredValue>> read(TableEpoch table, Collection<ByteString> keys) {
            return real.state(table.table()).thenCompose(state -> real.read(newest(table, state), keys));
        }

        @Override
        public CompletionStage<WriteReceipt> write(SourceBatch batch) {
            CompletionStage<List<SourceWrite>> writes = CompletableFuture.completedFuture(new ArrayList<>());
            for (SourceWrite write : batch.writes()) {
                writes = writes.thenCombine(real.state(write.table().table()), (all, state) -> {
                    all.add(new SourceWrite(newest(write.table(), state), write.key(), write.mutation()));
                    return all;
                });
            }
            return writes.thenCompose(all -> real.write(new SourceBatch(all, batch.redo())));
        }

        private static TableEpoch newest(TableEpoch table, SourceTableState state) {
            return new TableEpoch(table.table(), state.epochMax());
        }
    }

    @Test
    void should_catch_a_repair_from_a_sealed_source() {
        assertCaught(
                "repair from a sealed source with a fresh version",
                (role, env, ports) -> role != Tampering.Role.SERVICE
                        ? ports
                        : ports.withSource(new ForwardingSource(ports.source()) {
                            @Override
                            public CompletionStage<OutboxStatus> outboxStatus(String table) {
                                repairFromFrozen(env, ports, table);
                                return super.outboxStatus(table);
                            }
                        }));
    }

    /** What an operator's repair would do that went by a flag and not by the seal. */
    private static void repairFromFrozen(Environment env, Tampering.Ports real, String table) {
        real.source().frozenRead(table, SimKeys.all()).thenAccept(frozen -> real.config()
                .read(table)
                .thenCompose(record -> real.target().open(record.orElseThrow().spec()))
                .thenAccept(target -> frozen.found()
                        .forEach((key, value) -> target.apply(
                                new VersionedWrite(key, Mutation.put(value), micros(env)), Duration.ofSeconds(1)))));
    }

    @Test
    void should_catch_a_skipped_stage() {
        assertCaught(
                "stage skip",
                (role, env, real) -> role != Tampering.Role.DRIVER
                        ? real
                        : real.withConfig(new RewritingConfigStore(
                                real.config(),
                                next -> next.phase() == Phase.CONFIRM ? inPhase(next, Phase.READ_TARGET) : next,
                                UnaryOperator.identity())));
    }

    /** What a move back would do that forgot that some services read from the target ahead of the others. */
    @Test
    void should_catch_a_service_that_is_left_at_the_target_on_the_way_back() {
        assertCaught(
                "read route kept behind confirm",
                (role, env, real) -> role != Tampering.Role.SERVICE || ((SimProcess) env).number() % 2 == 0
                        ? real
                        : real.withConfig(new RewritingConfigStore(
                                real.config(),
                                UnaryOperator.identity(),
                                record -> record.phase() == Phase.AUDIT
                                        ? inPhase(record, Phase.CONFIRM).withTargetReaders(Set.copyOf(SimService.NAMES))
                                        : record)));
    }

    private static TableConfig inPhase(TableConfig record, Phase phase) {
        return new TableConfig(
                record.spec(),
                phase,
                record.epoch(),
                record.entry(),
                record.policy(),
                record.auditSample(),
                record.floor(),
                record.reason(),
                record.author(),
                record.at());
    }

    @Test
    void should_catch_chunks_that_are_overwritten_in_place() {
        assertCaught("chunk overwrite in place", new Tampering() {
            @Override
            public ChunkRows rows(ChunkRows real) {
                return new UnversionedChunks(real);
            }
        });
    }

    /** Keeps the chunks of all writes of a key in one place. */
    private record UnversionedChunks(ChunkRows real) implements ChunkRows {

        /** Above every version, so that nothing collects it. */
        private static final ChunkSet ONE_SET = new ChunkSet(Long.MAX_VALUE, ByteString.EMPTY);

        @Override
        public CompletionStage<Optional<Row>> read(ByteString key) {
            return real.read(key);
        }

        @Override
        public CompletionStage<Void> writeValue(ByteString key, StoredValue value, long version) {
            return real.writeValue(key, value, version);
        }

        @Override
        public CompletionStage<Void> writeHead(ByteString key, ChunkHead head, long expirySecond, long version) {
            return real.writeHead(key, head, expirySecond, version);
        }

        @Override
        public CompletionStage<Void> writeTombstone(ByteString key, long version) {
            return real.writeTombstone(key, version);
        }

        @Override
        public CompletionStage<Void> writeChunk(
                ByteString key, ChunkSet set, int index, ByteString bytes, long expirySecond) {
            return real.writeChunk(key, ONE_SET, index, bytes, expirySecond);
        }

        @Override
        public CompletionStage<Optional<ByteString>> readChunk(ByteString key, ChunkSet set, int index) {
            return real.readChunk(key, ONE_SET, index);
        }

        @Override
        public CompletionStage<Void> deleteChunksBelow(ByteString key, long version) {
            return real.deleteChunksBelow(key, version);
        }
    }

    /** How ports are tampered with, without the rows. */
    private interface Ports {
        Tampering.Ports tamper(Tampering.Role role, Environment environment, Tampering.Ports real);
    }

    private static long micros(Environment environment) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, environment.now());
    }

    private static void assertCaught(String fault, Ports ports) {
        assertCaught(fault, new Tampering() {
            @Override
            public Tampering.Ports ports(Role role, Environment environment, Tampering.Ports real) {
                return ports.tamper(role, environment, real);
            }
        });
    }

    private static void assertCaught(String fault, Tampering tampering) {
        for (long seed = 1; seed <= WORLDS_MAX; seed++) {
            SimResult result = Simulation.run(seed, tampering);
            if (!result.violations().isEmpty()) {
                System.out.println(fault + ": caught in world " + seed + ": "
                        + result.violations().get(0).lines().findFirst().orElse(""));
                return;
            }
        }
        assertThat(fault).as("not caught in %s worlds", WORLDS_MAX).isEmpty();
    }
}
