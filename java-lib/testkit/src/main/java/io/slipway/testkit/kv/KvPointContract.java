package io.slipway.testkit.kv;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvEntry;
import io.slipway.kv.KvTable;
import io.slipway.kv.PutOptions;
import io.slipway.kv.ScanToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads and writes of single keys and of unordered groups. */
abstract class KvPointContract extends KvStoreFixture {

    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @EnumSource
    void should_read_what_was_put(Form form) {
        Calls reports = reports(form);

        reports.put(key("a"), bytes("first"));
        reports.put(key("a"), bytes("second"));

        assertThat(reports.get(key("a"))).contains(bytes("second"));
        assertThat(reports.exists(key("a"))).isTrue();
        assertThat(sightings(form).get(key("a"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void should_tell_an_absent_key_from_an_empty_value(Form form) {
        Calls reports = reports(form);

        reports.put(key("empty"), ByteString.EMPTY);

        assertThat(reports.get(key("empty"))).contains(ByteString.EMPTY);
        assertThat(reports.exists(key("empty"))).isTrue();
        assertThat(reports.get(key("absent"))).isEmpty();
        assertThat(reports.exists(key("absent"))).isFalse();
        assertThat(reports.getMany(List.of(key("absent"), key("empty"))))
                .isEqualTo(Map.of(key("empty"), ByteString.EMPTY));
    }

    @ParameterizedTest
    @EnumSource
    void should_remove_a_key_and_bear_its_absence(Form form) {
        Calls reports = reports(form);
        reports.put(key("a"), bytes("1"));

        reports.delete(key("a"));
        reports.delete(key("a"));
        reports.delete(key("never"));

        assertThat(reports.get(key("a"))).isEmpty();
        assertThat(reports.exists(key("a"))).isFalse();
        reports.put(key("a"), bytes("2"));
        assertThat(reports.get(key("a"))).contains(bytes("2"));
    }

    @ParameterizedTest
    @EnumSource
    void should_write_read_and_remove_many_keys(Form form) {
        Calls reports = reports(form);
        Map<ByteString, ByteString> rows = rows(300);

        reports.putMany(rows, PutOptions.none());

        assertThat(reports.getMany(rows.keySet())).isEqualTo(rows);
        assertThat(reports.getMany(List.of(key(7), key("absent"), key(7)))).isEqualTo(Map.of(key(7), bytes("v7")));
        reports.deleteMany(List.of(key(0), key(1), key("absent"), key(1)));
        assertThat(reports.getMany(List.of(key(0), key(1), key(2)))).isEqualTo(Map.of(key(2), bytes("v2")));
    }

    @ParameterizedTest
    @EnumSource
    void should_do_nothing_if_a_group_is_empty(Form form) {
        Calls reports = reports(form);

        reports.putMany(Map.of(), PutOptions.none());
        reports.deleteMany(List.of());

        assertThat(reports.getMany(List.of())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void should_keep_every_byte_of_keys_and_values(Form form) {
        Calls reports = reports(form);
        Random random = new Random(20_260_101);
        Map<ByteString, ByteString> rows = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            rows.put(
                    bytes(PREFIX).concat(randomBytes(random, 1 + random.nextInt(40))),
                    randomBytes(random, random.nextInt(600)));
        }
        rows.put(bytes(PREFIX).concat(ByteString.copyFrom(new byte[8])), ByteString.copyFrom(new byte[64]));

        rows.forEach(reports::put);

        rows.forEach((key, value) -> assertThat(reports.get(key)).contains(value));
        assertThat(reports.getMany(rows.keySet())).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(ints = {65_536, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (3 << 20) + 17})
    void should_keep_every_byte_of_a_large_value(int length) {
        Calls reports = reports(Form.SYNC);
        ByteString large = randomBytes(new Random(length), length);

        reports.put(key("large"), large);
        assertThat(reports.get(key("large"))).contains(large);

        ByteString other = randomBytes(new Random(length + 1), length - 1);
        reports.put(key("large"), other);
        assertThat(reports.get(key("large"))).contains(other);

        reports.put(key("large"), bytes("small"));
        assertThat(reports.get(key("large"))).contains(bytes("small"));
    }

    @ParameterizedTest
    @EnumSource
    void should_let_a_value_expire_by_its_ttl(Form form) {
        Calls reports = reports(form);
        reports.put(key("brief"), bytes("1"), PutOptions.ttl(Duration.ofSeconds(2)));
        reports.put(key("long"), bytes("2"), PutOptions.ttl(HOUR));
        reports.putMany(Map.of(key("many"), bytes("3")), PutOptions.ttl(Duration.ofSeconds(2)));
        assertThat(reports.getMany(List.of(key("long"), key("brief"), key("many"))))
                .hasSize(3);

        letPass(Duration.ofSeconds(4));

        assertThat(reports.getMany(List.of(key("long"), key("brief"), key("many"))))
                .isEqualTo(Map.of(key("long"), bytes("2")));
        assertThat(reports.get(key("brief"))).isEmpty();
        assertThat(reports.exists(key("brief"))).isFalse();
        assertThat(scanAll(reports, ScanToken.START, 10))
                .extracting(KvEntry::key)
                .containsExactly(key("long"));
    }

    @ParameterizedTest
    @EnumSource
    void should_forget_the_former_expiry_if_a_key_is_put_again(Form form) {
        Calls reports = reports(form);
        reports.put(key("kept"), bytes("1"), PutOptions.ttl(Duration.ofSeconds(2)));
        reports.put(key("shortened"), bytes("1"), PutOptions.ttl(HOUR));

        reports.put(key("kept"), bytes("2"));
        reports.put(key("shortened"), bytes("2"), PutOptions.ttl(Duration.ofSeconds(2)));
        letPass(Duration.ofSeconds(4));

        assertThat(reports.get(key("kept"))).contains(bytes("2"));
        assertThat(reports.get(key("shortened"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void should_apply_one_callers_writes_of_a_key_in_their_order(Form form) {
        Calls reports = reports(form);
        for (int i = 0; i < 100; i++) {
            if (i % 3 == 1) {
                reports.delete(key("a"));
                assertThat(reports.get(key("a"))).isEmpty();
            } else {
                reports.put(key("a"), bytes("v" + i));
                assertThat(reports.get(key("a"))).contains(bytes("v" + i));
            }
        }
    }

    @Test
    void should_apply_chained_writes_in_order_while_others_are_in_flight() {
        KvTable table = store().table(REPORTS);
        List<CompletableFuture<?>> chains = new ArrayList<>();
        for (int k = 0; k < 16; k++) {
            ByteString key = key(k);
            CompletionStage<Void> chain = CompletableFuture.completedFuture(null);
            for (int i = 0; i <= 20; i++) {
                ByteString value = bytes("v" + i);
                chain = chain.thenCompose(done -> table.putAsync(key, value));
            }
            chains.add(chain.toCompletableFuture());
        }
        Form.answer(CompletableFuture.allOf(chains.toArray(CompletableFuture[]::new)));

        for (int k = 0; k < 16; k++) {
            assertThat(table.get(key(k))).contains(bytes("v20"));
        }
    }

    @Test
    void should_end_with_one_of_the_values_if_writes_of_a_key_compete() {
        KvTable table = store().table(REPORTS);
        List<CompletableFuture<?>> writes = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            writes.add(table.putAsync(key("a"), bytes("v" + i)).toCompletableFuture());
        }
        Form.answer(CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)));

        ByteString first = table.get(key("a")).orElseThrow();
        assertThat(first.toStringUtf8()).matches("v\\d+");
        assertThat(table.get(key("a"))).contains(first);
    }

    @Test
    void should_answer_alike_through_a_view_with_another_deadline() {
        KvTable table = store().table(REPORTS);
        KvTable view = table.withDeadline(Duration.ofSeconds(30));

        view.put(key("a"), bytes("1"));

        assertThat(view.name()).isEqualTo(REPORTS);
        assertThat(table.get(key("a"))).contains(bytes("1"));
        assertThat(store().table(REPORTS).get(key("a"))).contains(bytes("1"));
    }
}
