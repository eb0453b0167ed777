package io.slipway.testkit.contract;

import static io.slipway.testkit.contract.Answers.answer;
import static io.slipway.testkit.contract.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException.Kind;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.FencedRead;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.OutboxStatus;
import io.slipway.spi.source.Redo;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceTableState;
import io.slipway.spi.source.SourceWrite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What every {@link io.slipway.spi.source.SourceStore} promises, as tests.
 *
 * <p>To run it against a store of yours, extend it and implement {@link #open}; each test gets a store of its own, empty and with the
 * tables that it is told. The store must read no other clock than the one it is given: tests move it.
 *
 * <pre>{@code
 * class MySourceContractTest extends SourceContract {
 *     @TempDir Path folder;
 *
 *     protected SourceStore open(Set<String> tables, InstantSource clock) {
 *         return new MySource(folder, tables, clock);
 *     }
 * }
 * }</pre>
 *
 * <p>Where a capability is absent, the suite checks that what needs it is refused.
 */
public abstract class SourceContract extends SourceReadContract {

    @Test
    void should_log_every_write_from_enrolment_on_whatever_its_epoch() {
        put("before", "v");
        enrol();
        long byEpoch = put("a", "1");
        long byZero = answer(source.write(SourceBatch.of(
                        new SourceWrite(at(REPORTS, 0), bytes("b"), Mutation.put(StoredValue.lasting(bytes("2")))))))
                .version();
        long deleted = delete("absent");

        assertThat(outbox())
                .containsExactly(
                        new OutboxEntry(bytes("a"), byEpoch, null),
                        new OutboxEntry(bytes("b"), byZero, null),
                        new OutboxEntry(bytes("absent"), deleted, null));
        assertThat(answer(source.outboxStatus(REPORTS))).isEqualTo(new OutboxStatus(3, byEpoch, 0));
    }

    @Test
    void should_name_the_enrolled_tables_in_the_receipt() {
        enrol();

        assertThat(write(putting(REPORTS, "a", "1"), putting(SIGHTINGS, "a", "1"))
                        .enrolled())
                .containsExactly(REPORTS);
        assertThat(answer(source.outbox(SIGHTINGS, 0, 10))).isEmpty();
        assertThat(answer(source.outboxStatus(SIGHTINGS))).isEqualTo(new OutboxStatus(0, Long.MAX_VALUE, 0));
    }

    @Test
    void should_keep_one_entry_for_each_write_of_a_key() {
        enrol();
        long first = put("k", "1");
        long second = put("k", "2");

        assertThat(outbox()).extracting(OutboxEntry::version).containsExactly(first, second);
    }

    @Test
    void should_page_the_outbox_without_splitting_a_version() {
        enrol();
        long first = put("a", "1");
        long batch = write(putting(REPORTS, "b", "1"), putting(REPORTS, "c", "1"), putting(REPORTS, "d", "1"))
                .version();
        long last = put("e", "1");

        assertThat(versions(answer(source.outbox(REPORTS, 0, 1)))).containsExactly(first);
        assertThat(versions(answer(source.outbox(REPORTS, first, 1)))).containsExactly(batch, batch, batch);
        assertThat(versions(answer(source.outbox(REPORTS, batch, 10)))).containsExactly(last);
        assertThat(answer(source.outbox(REPORTS, last, 10))).isEmpty();
    }

    @Test
    void should_confirm_only_what_is_named_and_any_number_of_times() {
        enrol();
        long first = put("a", "1");
        long second = put("a", "2");
        put("b", "1");
        OutboxEntry confirmed = new OutboxEntry(bytes("a"), second, null);
        answer(source.confirm(REPORTS, List.of(confirmed)));
        answer(source.confirm(REPORTS, List.of(confirmed)));
        restart();

        assertThat(outbox())
                .extracting(OutboxEntry::key, OutboxEntry::version)
                .containsExactly(tuple(bytes("a"), first), tuple(bytes("b"), second + 1));
    }

    @Test
    void should_confirm_nothing_if_no_entry_is_named() {
        enrol();
        put("a", "1");
        answer(source.confirm(REPORTS, List.of()));

        assertThat(outbox()).hasSize(1);
    }

    @Test
    void should_set_a_parked_entry_aside_with_its_reason() {
        enrol();
        long refused = put("poison", "1");
        long kept = put("a", "1");
        OutboxEntry poison = new OutboxEntry(bytes("poison"), refused, null);
        answer(source.park(REPORTS, poison, "key too long"));
        restart();

        assertThat(versions(outbox())).containsExactly(kept);
        assertThat(answer(source.parked(REPORTS))).isEqualTo(Map.of(poison, "key too long"));
        assertThat(answer(source.outboxStatus(REPORTS))).isEqualTo(new OutboxStatus(1, kept, 1));
    }

    @Test
    void should_take_the_later_reason_if_an_entry_is_parked_again() {
        enrol();
        OutboxEntry entry = new OutboxEntry(bytes("poison"), put("poison", "1"), null);
        answer(source.park(REPORTS, entry, "key too long"));
        answer(source.park(REPORTS, entry, "key still too long"));
        restart();

        assertThat(answer(source.parked(REPORTS))).isEqualTo(Map.of(entry, "key still too long"));
        assertThat(answer(source.outboxStatus(REPORTS)).parked()).isOne();
    }

    @Test
    void should_forget_a_parked_entry_once_it_is_confirmed() {
        enrol();
        OutboxEntry entry = new OutboxEntry(bytes("poison"), put("poison", "1"), null);
        answer(source.park(REPORTS, entry, "key too long"));
        answer(source.confirm(REPORTS, List.of(entry)));
        answer(source.confirm(REPORTS, List.of(entry)));
        restart();

        assertThat(answer(source.parked(REPORTS))).isEmpty();
        assertThat(outbox()).isEmpty();
        assertThat(answer(source.outboxStatus(REPORTS)).parked()).isZero();
    }

    @Test
    void should_park_nothing_if_the_entry_was_confirmed_meanwhile() {
        enrol();
        OutboxEntry entry = new OutboxEntry(bytes("a"), put("a", "1"), null);
        answer(source.confirm(REPORTS, List.of(entry)));
        answer(source.park(REPORTS, entry, "late"));

        assertThat(answer(source.parked(REPORTS))).isEmpty();
        assertThat(answer(source.outboxStatus(REPORTS)).parked()).isZero();
    }

    @Test
    void should_refuse_reads_writes_fenced_reads_and_snapshots_if_the_table_is_sealed() {
        enrol();
        long version = put("k", "v");
        sealReports();

        assertRefused(source.read(at(REPORTS, EPOCH), keys("k")), Kind.SEALED);
        assertRefused(source.write(SourceBatch.of(deleting(REPORTS, "k"))), Kind.SEALED);
        assertRefused(source.fencedRead(REPORTS, keys("k")), Kind.SEALED);
        assertRefused(source.snapshot(REPORTS), Kind.SEALED);
        restart();
        assertRefused(source.write(SourceBatch.of(deleting(REPORTS, "k"))), Kind.SEALED);
        assertThat(versions(outbox())).containsExactly(version);
        answer(source.confirm(REPORTS, outbox()));
        assertThat(outbox()).isEmpty();
    }

    @Test
    void should_answer_frozen_reads_at_the_floor_if_the_table_is_sealed() {
        enrol();
        write(new SourceWrite(at(REPORTS, EPOCH), bytes("short"), Mutation.put(expiringIn("v", 5))));
        long version = put("k", "v");
        sealReports();
        long floor = answer(source.state(REPORTS)).floor();
        clock.advance(Duration.ofSeconds(5));

        assertThat(floor).isGreaterThan(version);
        assertThat(answer(source.frozenRead(REPORTS, keys("k", "short", "absent"))))
                .isEqualTo(new FencedRead(floor, values("k", "v")));
    }

    @Test
    void should_refuse_frozen_reads_if_the_table_is_not_sealed() {
        enrol();

        assertRefused(source.frozenRead(REPORTS, keys("k")), Kind.REJECTED);
    }

    @Test
    void should_keep_the_first_floor_if_the_table_is_sealed_again() {
        enrol();
        SourceTableState sealed = answer(source.seal(REPORTS, EPOCH));
        put(SIGHTINGS);
        restart();

        assertThat(answer(source.seal(REPORTS, EPOCH))).isEqualTo(sealed);
        assertThat(sealed).isEqualTo(new SourceTableState(true, true, 0, EPOCH, sealed.floor()));
    }

    @Test
    void should_refuse_to_seal_by_an_epoch_outside_the_window() {
        enrol();

        assertRefused(source.seal(REPORTS, EPOCH + 1), Kind.STALE_EPOCH);
        assertThat(answer(source.state(REPORTS)).sealed()).isFalse();
    }

    @Test
    void should_refuse_a_whole_batch_if_one_of_its_tables_is_sealed() {
        enrol();
        sealReports();

        assertRefused(
                source.write(
                        new SourceBatch(List.of(putting(SIGHTINGS, "k", "v"), putting(REPORTS, "k", "v")), List.of())),
                Kind.SEALED);
        assertThat(answer(source.read(at(SIGHTINGS, EPOCH), keys("k")))).isEmpty();
    }

    @Test
    void should_issue_versions_above_the_given_one_if_the_table_is_unsealed() {
        enrol();
        put("k", "v");
        sealReports();
        long above = answer(source.state(REPORTS)).floor() + 1_000_000_000;
        answer(source.unseal(REPORTS, above));
        restart();

        assertThat(read("k")).isEqualTo(values("k", "v"));
        assertThat(put("k", "new")).isGreaterThan(above);
        assertThat(outbox()).hasSize(2);
    }

    @Test
    void should_log_a_redo_with_its_value_in_the_step_of_the_batch() {
        enrol();
        sealReports();
        VersionedWrite write =
                new VersionedWrite(bytes("k"), Mutation.put(expiringIn("value", 60)), 4_000_000_000_000_000L);
        VersionedWrite removal = new VersionedWrite(bytes("gone"), Mutation.delete(), 4_000_000_000_000_000L);
        answer(source.write(new SourceBatch(
                List.of(putting(SIGHTINGS, "s", "v")), List.of(new Redo(REPORTS, write), new Redo(REPORTS, removal)))));
        restart();

        assertThat(answer(source.read(at(SIGHTINGS, EPOCH), keys("s")))).isEqualTo(values("s", "v"));
        assertThat(outbox())
                .containsExactlyInAnyOrder(
                        new OutboxEntry(bytes("k"), write.version(), write),
                        new OutboxEntry(bytes("gone"), removal.version(), removal));
        answer(source.confirm(REPORTS, outbox()));
        assertThat(outbox()).isEmpty();
    }

    @Test
    void should_log_no_redo_if_the_batch_is_refused() {
        enrol();
        sealReports();
        answer(source.enrol(SIGHTINGS, EPOCH - 1));
        Redo redo = new Redo(REPORTS, new VersionedWrite(bytes("k"), Mutation.delete(), 4_000_000_000_000_000L));

        assertRefused(
                source.write(new SourceBatch(List.of(putting(SIGHTINGS, "s", "v")), List.of(redo))), Kind.STALE_EPOCH);
        assertThat(outbox()).isEmpty();
    }

    @Test
    void should_apply_foreign_writes_only_above_the_stored_version() {
        enrol();
        long version = put("k", "own");
        sealReports();
        applyAt("k", "older", version - 1);
        assertThat(answer(source.frozenRead(REPORTS, keys("k"))).found()).isEqualTo(values("k", "own"));

        applyAt("k", "newer", version + 5_000_000);
        applyAt("k", "between", version + 4_000_000);
        answer(source.applyAtVersion(
                REPORTS, List.of(new VersionedWrite(bytes("dead"), Mutation.delete(), version + 5_000_000))));
        restart();
        applyAt("dead", "late", version + 4_000_000);

        assertThat(answer(source.frozenRead(REPORTS, keys("k", "dead"))).found())
                .isEqualTo(values("k", "newer"));
        assertThat(versions(outbox())).containsExactly(version);
    }

    @Test
    void should_refuse_foreign_writes_if_the_table_is_not_sealed() {
        enrol();

        assertRefused(
                source.applyAtVersion(REPORTS, List.of(new VersionedWrite(bytes("k"), Mutation.delete(), 1))),
                Kind.REJECTED);
    }

    private void put(String table) {
        write(putting(table, "k", "v"));
    }

    private void applyAt(String key, String value, long version) {
        answer(source.applyAtVersion(
                REPORTS,
                List.of(new VersionedWrite(bytes(key), Mutation.put(StoredValue.lasting(bytes(value))), version))));
    }

    private static List<Long> versions(List<OutboxEntry> entries) {
        return entries.stream().map(OutboxEntry::version).toList();
    }
}
