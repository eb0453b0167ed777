package io.slipway.source.redis;

import static io.slipway.source.redis.Asking.EPOCH;
import static io.slipway.source.redis.Asking.TABLE;
import static io.slipway.source.redis.Asking.answer;
import static io.slipway.source.redis.Asking.bytes;
import static io.slipway.source.redis.Asking.expiring;
import static io.slipway.source.redis.Asking.get;
import static io.slipway.source.redis.Asking.put;
import static io.slipway.source.redis.Asking.putting;
import static io.slipway.source.redis.Asking.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.lettuce.core.api.sync.RedisCommands;
import io.slipway.kv.KvErrorCode;
import io.slipway.redis.RedisServer;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoreException.Kind;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.OutboxStatus;
import io.slipway.spi.source.Redo;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourcePage;
import io.slipway.spi.source.SourceSnapshot;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import io.slipway.spi.source.WriteReceipt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the contract does not ask of every source: the server's own clock, the data as others see it, bounds, and what scripts survive. */
@ExtendWith(SharedRedis.class)
class RedisSourceTest {

    private static final TableEpoch AT = new TableEpoch(TABLE, EPOCH);

    private final RedisServer server;
    private final String prefix = SharedRedis.freshPrefix();
    private RawRedis raw;
    private SourceStore source;

    RedisSourceTest(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void open() {
        raw = new RawRedis(server);
        source = open("outbox-entries", "1000");
    }

    @AfterEach
    void close() {
        source.close();
        raw.close();
    }

    private SourceStore open(String... settings) {
        List<String> all = new ArrayList<>(List.of("prefix", prefix));
        all.addAll(List.of(settings));
        return RedisSource.open(SharedRedis.options(server, all.toArray(String[]::new)), RecordedTables.NONE);
    }

    @Test
    void should_keep_rows_as_plain_strings_with_the_server_s_own_expiry() {
        long second = Instant.now().getEpochSecond() + 1_000;
        answer(source.write(expiring("short", "1", second)));
        put(source, "k", "value");

        assertThat(raw.commands().get(prefix + "reports:k")).isEqualTo("value");
        assertThat(raw.commands().ttl(prefix + "reports:k")).isEqualTo(-1);
        assertThat(raw.commands().pexpiretime(prefix + "reports:short")).isEqualTo(second * 1_000);
        assertThat(raw.commands().zrange(prefix + "reports#keys", 0, -1)).containsExactly("k", "short");
    }

    @Test
    void should_issue_versions_by_the_server_s_clock() {
        long before = Instant.now().toEpochMilli() * 1_000;
        long version = put(source, "k", "v");

        assertThat(version).isBetween(before, Instant.now().plusMillis(1).toEpochMilli() * 1_000);
    }

    @Test
    void should_forget_a_row_that_the_server_expired_and_sweep_its_key() {
        long second = Instant.now().getEpochSecond() + 2;
        answer(source.write(expiring("short", "1", second)));
        put(source, "k", "v");
        assertThat(get(source, "short")).isEqualTo(new StoredValue(bytes("1"), second));

        await().atMost(Duration.ofSeconds(10)).until(() -> get(source, "short") == null);
        assertThat(answer(source.scan(AT, KeyRange.ALL, 10)))
                .extracting(KeyedValue::key)
                .containsExactly(bytes("k"));
        await().until(() -> raw.commands().zcard(prefix + "reports#keys") == 1);
    }

    @Test
    void should_keep_the_index_small_if_rows_expire_and_nobody_scans() {
        long now = Instant.now().getEpochSecond();
        for (int i = 0; i < 300; i++) {
            answer(source.write(expiring("dead" + i, "1", now + 1)));
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> get(source, "dead299") == null);
        for (int i = 0; i < 600; i++) {
            answer(source.write(expiring("live" + i, "1", now + 1_000)));
        }

        assertThat(raw.commands().zcard(prefix + "reports#keys")).isBetween(600L, 750L);
        assertThat(answer(source.scan(AT, KeyRange.ALL, 1_000))).hasSize(600);
    }

    @Test
    void should_go_on_if_the_server_has_forgotten_the_scripts() {
        put(source, "k", "1");
        raw.commands().scriptFlush();

        put(source, "k", "2");
        assertThat(get(source, "k")).isEqualTo(StoredValue.lasting(bytes("2")));
    }

    @Test
    void should_count_a_redo_once_and_merge_it_into_the_pages_of_the_outbox() {
        answer(source.enrol(TABLE, EPOCH));
        long first = put(source, "a", "1");
        long second = put(source, "b", "1");
        long third = put(source, "c", "1");
        VersionedWrite write =
                new VersionedWrite(bytes("r"), Mutation.put(new StoredValue(bytes("v"), 4_000_000_000L)), second);
        SourceBatch batch = new SourceBatch(List.of(), List.of(new Redo(TABLE, write)));
        answer(source.write(batch));
        answer(source.write(batch));

        OutboxEntry redo = new OutboxEntry(bytes("r"), second, write);
        assertThat(answer(source.outboxStatus(TABLE))).isEqualTo(new OutboxStatus(4, first, 0));
        assertThat(answer(source.outbox(TABLE, 0, 2)))
                .containsExactly(
                        new OutboxEntry(bytes("a"), first, null), new OutboxEntry(bytes("b"), second, null), redo);
        assertThat(answer(source.outbox(TABLE, first, 1)))
                .containsExactly(new OutboxEntry(bytes("b"), second, null), redo);
        assertThat(answer(source.outbox(TABLE, second, 10))).containsExactly(new OutboxEntry(bytes("c"), third, null));
        answer(source.park(TABLE, redo, "too large"));
        assertThat(answer(source.parked(TABLE))).containsOnlyKeys(redo).containsValue("too large");
        answer(source.confirm(TABLE, answer(source.outbox(TABLE, 0, 10))));
        assertThat(answer(source.outboxStatus(TABLE))).isEqualTo(new OutboxStatus(0, Long.MAX_VALUE, 1));
    }

    @Test
    void should_refuse_writes_to_an_enrolled_table_if_its_outbox_is_full() {
        answer(source.enrol(TABLE, EPOCH));
        List<SourceWrite> writes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            writes.add(new SourceWrite(AT, bytes("k" + i), Mutation.put(StoredValue.lasting(bytes("v")))));
        }
        WriteReceipt receipt = answer(source.write(new SourceBatch(writes, List.of())));

        assertThat(receipt.enrolled()).isEqualTo(Set.of(TABLE));
        StoreException refused = refusal(source.write(putting("more", "v")));
        assertThat(refused.kind()).isEqualTo(Kind.OVERLOADED);
        assertThat(refused.code()).isEqualTo(KvErrorCode.OVERLOADED_OUTBOX);
        assertThat(get(source, "more")).isNull();
        List<OutboxEntry> all = answer(source.outbox(TABLE, 0, 10));
        assertThat(all).hasSize(1_000);
        answer(source.park(TABLE, all.get(0), "too large"));
        assertThat(refusal(source.write(putting("more", "v"))).code())
                .as("what is set aside takes memory as well")
                .isEqualTo(KvErrorCode.OVERLOADED_OUTBOX);
        VersionedWrite carried = new VersionedWrite(bytes("r"), Mutation.delete(), 1);
        assertThat(refusal(source.write(new SourceBatch(List.of(), List.of(new Redo(TABLE, carried)))))
                        .code())
                .isEqualTo(KvErrorCode.OVERLOADED_OUTBOX);
        answer(source.confirm(TABLE, all.subList(0, 1)));
        put(source, "more", "v");
    }

    @Test
    void should_list_parked_entries_part_by_part() {
        answer(source.enrol(TABLE, EPOCH));
        List<SourceWrite> writes = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            writes.add(new SourceWrite(AT, bytes("k" + i), Mutation.delete()));
        }
        answer(source.write(new SourceBatch(writes, List.of())));
        List<OutboxEntry> waiting = answer(source.outbox(TABLE, 0, 1_000));
        CompletableFuture.allOf(waiting.stream()
                        .map(entry -> source.park(TABLE, entry, "refused").toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        long before = scans();

        assertThat(answer(source.parked(TABLE))).containsOnlyKeys(waiting).containsValue("refused");
        assertThat(scans() - before).isBetween(5L, 20L);
    }

    private long scans() {
        return raw.commands()
                .info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_hscan:calls="))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(','))))
                .sum();
    }

    @Test
    void should_refuse_more_than_the_bounds_allow_and_apply_what_it_took() {
        try (SourceStore narrow = open("in-flight", "4", "in-flight-bytes", "1MiB")) {
            List<CompletableFuture<WriteReceipt>> writes = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                writes.add(narrow.write(putting("k" + i, "v")).toCompletableFuture());
            }
            int refused = 0;
            for (int i = 0; i < writes.size(); i++) {
                boolean applied = writes.get(i)
                        .handle((receipt, failure) -> failure == null)
                        .join();
                if (!applied) {
                    assertThat(refusal(writes.get(i)).code()).isEqualTo(KvErrorCode.OVERLOADED_IN_FLIGHT);
                    refused++;
                }
                assertThat(get(source, "k" + i) != null).isEqualTo(applied);
            }
            assertThat(refused).isBetween(1, 496);
        }
    }

    @Test
    void should_carry_values_of_many_megabytes() {
        byte[] large = new byte[16 << 20];
        new Random(1).nextBytes(large);
        ByteString value = ByteString.copyFrom(large);
        answer(source.write(
                SourceBatch.of(new SourceWrite(AT, bytes("large"), Mutation.put(StoredValue.lasting(value))))));

        assertThat(get(source, "large").value()).isEqualTo(value);
        assertThat(answer(source.fencedRead(TABLE, List.of(bytes("large")))).found())
                .hasSize(1);
    }

    @Test
    void should_end_pages_at_their_bounds_and_cover_all_rows_once() {
        int rows = 0;
        for (int batch = 0; batch < 7; batch++) {
            List<SourceWrite> writes = new ArrayList<>();
            for (int i = 0; i < 700; i++) {
                writes.add(new SourceWrite(
                        AT, bytes("prefix/" + rows++), Mutation.put(StoredValue.lasting(bytes("v".repeat(100))))));
            }
            answer(source.write(new SourceBatch(writes, List.of())));
        }
        try (SourceSnapshot snapshot = answer(source.snapshot(TABLE))) {
            assertThat(snapshot.estimatedRows()).isEqualTo(4_900);
            assertThat(snapshot.estimatedBytes()).isBetween(4_900 * 105L, 4_900 * 115L);
            List<ByteString> keys = new ArrayList<>();
            long version = 0;
            for (KeyRange split : snapshot.splits(5)) {
                int before = keys.size();
                ByteString resume = null;
                do {
                    SourcePage page = answer(snapshot.read(split, resume, 100_000, Integer.MAX_VALUE));
                    assertThat(page.rows()).hasSizeLessThanOrEqualTo(1_000);
                    assertThat(page.version()).isGreaterThan(version);
                    version = page.version();
                    page.rows().forEach(row -> keys.add(row.key()));
                    resume = page.last();
                } while (resume != null);
                assertThat(keys.size() - before).isBetween(800, 1_200);
            }
            assertThat(keys).hasSize(4_900).doesNotHaveDuplicates();
        }
        assertThat(answer(source.scan(AT, KeyRange.ALL, 3_000))).hasSize(3_000);
    }

    @Test
    void should_forget_the_reverse_path_s_versions_if_the_table_is_unsealed() {
        answer(source.enrol(TABLE, EPOCH));
        put(source, "k", "own");
        long floor = answer(source.seal(TABLE, EPOCH)).floor();
        answer(source.applyAtVersion(
                TABLE, List.of(new VersionedWrite(bytes("k"), Mutation.delete(), floor + 5_000_000))));
        answer(source.unseal(TABLE, floor));

        assertThat(get(source, "k")).isNull();
        assertThat(put(source, "k", "again")).isGreaterThan(floor + 5_000_000);
        long second = answer(source.seal(TABLE, EPOCH)).floor();
        answer(source.applyAtVersion(TABLE, List.of(new VersionedWrite(bytes("k"), Mutation.delete(), second))));
        assertThat(answer(source.frozenRead(TABLE, List.of(bytes("k")))).found())
                .as("a write from before the second seal comes too late")
                .hasSize(1);
    }

    @Test
    void should_refuse_to_unseal_above_a_version_from_the_far_future() {
        answer(source.enrol(TABLE, EPOCH));
        long floor = answer(source.seal(TABLE, EPOCH)).floor();
        long day = Duration.ofDays(1).toNanos() / 1_000;

        assertThat(refusal(source.unseal(TABLE, floor + 2 * day)).kind()).isEqualTo(Kind.REJECTED);
        assertThat(answer(source.state(TABLE)).sealed()).isTrue();
        answer(source.unseal(TABLE, floor + day / 2));
        assertThat(put(source, "k", "v")).isGreaterThan(floor + day / 2);
    }

    @Test
    void should_refuse_a_table_name_that_cannot_be() {
        SourceWrite write = new SourceWrite(new TableEpoch("No Table", 0), bytes("a"), Mutation.delete());

        assertThat(refusal(source.write(SourceBatch.of(write))).code()).isEqualTo(KvErrorCode.TABLE_NAME);
        assertThat(refusal(source.enrol("No Table", 1)).code()).isEqualTo(KvErrorCode.TABLE_NAME);
        assertThat(refusal(source.admit(TABLE, 3, 2)).kind()).isEqualTo(Kind.REJECTED);
    }

    @Test
    void should_answer_others_if_an_answer_waits_for_another_one() {
        List<CompletableFuture<Long>> chains = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            SourceBatch second = putting("b" + i, "v");
            chains.add(source.write(putting("a" + i, "v"))
                    .thenApply(receipt -> answer(source.write(second)).version() - receipt.version())
                    .toCompletableFuture());
        }
        assertThat(chains).allSatisfy(chain -> assertThat(chain.join()).isPositive());
    }

    @Test
    void should_refuse_everything_if_the_store_is_closed() {
        source.close();
        source.close();

        assertThat(refusal(source.write(putting("a", "v"))).code()).isEqualTo(KvErrorCode.CLOSED);
        assertThat(refusal(source.state(TABLE)).kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void should_say_that_the_outcome_is_unknown_if_the_server_refuses_a_command_half_way() {
        RedisCommands<String, String> commands = raw.commands();
        commands.set(prefix + "reports#keys", "somebody wrote this");

        StoreException failed = refusal(source.write(putting("k", "v")));
        assertThat(failed.kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(failed).hasMessageContaining("WRONGTYPE");
    }
}
