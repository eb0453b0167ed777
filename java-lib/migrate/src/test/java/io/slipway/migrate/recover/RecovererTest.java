package io.slipway.migrate.recover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.migrate.Count;
import io.slipway.migrate.Counters;
import io.slipway.migrate.fake.FakeSource;
import io.slipway.migrate.fake.FakeTarget;
import io.slipway.migrate.fake.VirtualTime;
import io.slipway.spi.Layout;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.config.Phase;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.SourceTableState;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecovererTest {

    private static final String TABLE = "reports";
    private static final ByteString KEY = ByteString.copyFromUtf8("k");
    private static final ByteString GONE = ByteString.copyFromUtf8("gone");

    private final VirtualTime time = new VirtualTime(1);
    private final FakeSource source = new FakeSource(time);
    private final FakeTarget target = new FakeTarget(time, TableSpec.of(TABLE, Layout.hash()));
    private final Counters counters = new Counters();
    private final Recoverer recoverer = new Recoverer(time, source, target, counters, RecovererSettings.DEFAULT);

    RecovererTest() {
        source.state = new SourceTableState(true, false, 1, 1, 0);
    }

    @Test
    void should_bring_the_source_s_state_to_the_target_at_a_fresh_version() {
        source.put(KEY, put("1"));
        long last = source.put(KEY, put("2"));
        source.put(GONE, Mutation.delete());
        target.put(new VersionedWrite(GONE, put("stale"), 5));
        time.run(recoverer.drain(Long.MAX_VALUE));

        assertThat(value(KEY)).isEqualTo("2");
        assertThat(target.value(GONE)).isEmpty();
        assertThat(target.cells.get(KEY).version()).isGreaterThan(last);
        assertThat(source.outbox).isEmpty();
        assertThat(counters.get(TABLE, Count.RECOVERED)).isEqualTo(3);
    }

    @Test
    void should_never_read_a_source_that_lost_its_seal_once_the_target_is_the_authority() {
        long old = source.put(KEY, put("of the source"));
        VersionedWrite carried = new VersionedWrite(GONE, put("redo"), old + 1);
        source.outbox.add(new OutboxEntry(GONE, old + 1, carried));
        target.put(new VersionedWrite(KEY, put("of the target alone"), old + 2));
        recoverer.follow(Phase.TARGET);
        recoverer.start();
        time.pass(Duration.ofMinutes(1));

        assertThat(source.calls).contains("outbox").doesNotContain("fencedRead");
        assertThat(recoverer.failure()).isPresent();
        assertThat(value(GONE)).isEqualTo("redo");
        assertThat(source.outbox)
                .as("nothing is let go of before the seal is back")
                .hasSize(2);

        source.state = new SourceTableState(true, true, 1, 1, old + 9);
        time.runUntil(() -> source.outbox.isEmpty());
        assertThat(value(KEY)).isEqualTo("of the target alone");
        assertThat(source.calls).doesNotContain("fencedRead");
    }

    @Test
    void should_write_nothing_that_was_read_before_the_target_became_the_authority() {
        long old = source.put(KEY, put("of the source"));
        target.put(new VersionedWrite(KEY, put("of the target alone"), old + 1));
        source.onFencedRead = keys -> recoverer.follow(Phase.TARGET);
        assertThatThrownBy(() -> time.run(recoverer.drain(Long.MAX_VALUE))).hasMessageContaining("REJECTED");

        assertThat(value(KEY)).isEqualTo("of the target alone");
    }

    @Test
    void should_leave_entries_that_are_younger_than_the_bound() {
        long first = source.put(KEY, put("1"));
        source.put(GONE, put("2"));
        time.run(recoverer.drain(first + 1));

        assertThat(source.outbox).extracting(OutboxEntry::key).containsExactly(GONE);
    }

    @Test
    void should_leave_an_entry_to_early_apply_for_one_grace() {
        recoverer.start();
        source.put(KEY, put("1"));
        long written = time.nanoTime();
        time.runUntil(() -> source.outbox.isEmpty());

        assertThat(Duration.ofNanos(time.nanoTime() - written))
                .isGreaterThan(RecovererSettings.DEFAULT.grace())
                .isLessThan(RecovererSettings.DEFAULT.grace().multipliedBy(3));
    }

    @Test
    void should_keep_entries_until_the_target_is_back() {
        recoverer.start();
        target.away = true;
        for (int i = 0; i < 2_000; i++) {
            source.put(ByteString.copyFromUtf8("k" + i), put("v" + i));
        }
        long back = Duration.ofSeconds(30).toNanos();
        time.runUntil(() -> time.nanoTime() > back);
        assertThat(source.outbox).hasSize(2_000);
        assertThat(recoverer.failure()).isPresent();

        target.away = false;
        time.runUntil(() -> source.outbox.isEmpty());
        assertThat(target.cells).hasSize(2_000);
        assertThat(time.nanoTime())
                .isLessThan(back
                        + RecovererSettings.DEFAULT.pauseMax().multipliedBy(2).toNanos());
    }

    @Test
    void should_park_what_the_target_refuses_and_recover_the_rest() {
        OutboxEntry refused = new OutboxEntry(GONE, source.put(GONE, put("too odd")), null);
        source.put(KEY, put("1"));
        target.fault = write -> write.key().equals(GONE) ? refusal("no such column") : null;
        time.run(recoverer.drain(Long.MAX_VALUE));

        assertThat(source.outbox).isEmpty();
        assertThat(source.parked).containsEntry(refused, "no such column");
        assertThat(value(KEY)).isEqualTo("1");
        assertThat(counters.get(TABLE, Count.PARKED)).isEqualTo(1);
        assertThat(counters.get(TABLE, Count.RECOVERED)).isEqualTo(1);
    }

    @Test
    void should_keep_entries_until_the_grant_is_back() {
        source.put(KEY, put("1"));
        target.fault = write ->
                new StoreException(StoreException.Kind.TABLE_REFUSED, KvErrorCode.CREDENTIALS, "no MODIFY permission");
        assertThatThrownBy(() -> time.run(recoverer.drain(Long.MAX_VALUE))).hasMessage("no MODIFY permission");
        assertThat(source.parked).isEmpty();
        assertThat(source.outbox).hasSize(1);

        target.fault = write -> null;
        time.run(recoverer.drain(Long.MAX_VALUE));
        assertThat(value(KEY)).isEqualTo("1");
        assertThat(source.outbox).isEmpty();
    }

    @Test
    void should_park_nothing_and_write_little_while_the_target_refuses_the_whole_table() {
        recoverer.start();
        for (int i = 0; i < 2_000; i++) {
            source.put(ByteString.copyFromUtf8("k" + i), put("v" + i));
        }
        AtomicInteger tries = new AtomicInteger();
        target.fault = write -> {
            tries.incrementAndGet();
            return new StoreException(StoreException.Kind.TABLE_REFUSED, KvErrorCode.TABLE_SCHEMA, "no such table");
        };
        time.pass(Duration.ofMinutes(1));
        assertThat(source.parked).isEmpty();
        assertThat(source.outbox).hasSize(2_000);
        assertThat(recoverer.failure()).get().extracting(Throwable::getMessage).isEqualTo("no such table");
        assertThat(tries.get()).isLessThan(40 * RecovererSettings.DEFAULT.appliesAtOnce());

        target.fault = write -> null;
        time.runUntil(() -> source.outbox.isEmpty());
        assertThat(target.cells).hasSize(2_000);
        time.pass(RecovererSettings.DEFAULT.grace().multipliedBy(2));
        assertThat(recoverer.failure()).isEmpty();
    }

    @Test
    void should_try_parked_entries_again_by_itself() {
        recoverer.start();
        source.put(GONE, put("too odd"));
        target.fault = write -> refusal("no such column");
        time.runUntil(() -> !source.parked.isEmpty());

        target.fault = write -> null;
        time.runUntil(() -> source.parked.isEmpty());
        assertThat(value(GONE)).isEqualTo("too odd");
        assertThat(time.nanoTime())
                .isLessThan(
                        RecovererSettings.DEFAULT.parkedPause().multipliedBy(2).toNanos());
    }

    @Test
    void should_try_parked_entries_again_if_it_drains() {
        source.put(GONE, put("too odd"));
        target.fault = write -> refusal("no such column");
        time.run(recoverer.drain(Long.MAX_VALUE));
        target.fault = write -> refusal("too large");
        time.run(recoverer.drain(0));
        assertThat(source.parked.values()).containsExactly("too large");
        assertThat(counters.get(TABLE, Count.PARKED)).isEqualTo(1);

        target.fault = write -> null;
        time.run(recoverer.drain(0));
        assertThat(source.parked).isEmpty();
        assertThat(value(GONE)).isEqualTo("too odd");
        assertThat(counters.get(TABLE, Count.RECOVERED)).isEqualTo(1);
    }

    @Test
    void should_get_past_a_key_that_the_target_always_fails() {
        recoverer.start();
        source.put(GONE, put("never answered"));
        AtomicInteger tries = new AtomicInteger();
        target.fault = write -> write.key().equals(GONE) && tries.incrementAndGet() > 0
                ? new StoreException(StoreException.Kind.UNKNOWN, KvErrorCode.WRITE_TIMEOUT, "no answer")
                : null;
        for (int i = 0; i < 2_000; i++) {
            source.put(ByteString.copyFromUtf8("k" + i), put("v" + i));
        }
        time.runUntil(() -> source.outbox.size() == 1);
        assertThat(target.cells).hasSize(2_000);

        time.pass(Duration.ofMinutes(1));
        int before = tries.get();
        time.pass(Duration.ofMinutes(2));
        assertThat(tries.get() - before).isBetween(3, 5);
        assertThat(recoverer.failure()).get().extracting(Throwable::getMessage).isEqualTo("no answer");

        target.fault = write -> null;
        time.runUntil(() -> source.outbox.isEmpty());
        assertThat(value(GONE)).isEqualTo("never answered");
    }

    @Test
    void should_get_past_more_failing_keys_than_it_writes_at_once() {
        recoverer.start();
        for (int i = 0; i < 200; i++) {
            source.put(ByteString.copyFromUtf8("bad" + i), put("v" + i));
        }
        source.put(KEY, put("1"));
        target.fault = write -> write.key().toStringUtf8().startsWith("bad")
                ? new StoreException(StoreException.Kind.UNKNOWN, KvErrorCode.WRITE_TIMEOUT, "no answer")
                : null;
        time.runUntil(() -> target.value(KEY).isPresent());

        assertThat(source.outbox).hasSizeGreaterThanOrEqualTo(200);
    }

    @Test
    void should_take_versions_that_are_older_than_tombstones_for_clocks_that_are_apart() {
        time.pass(Duration.ofSeconds(2L * TableSpec.GRACE_SECONDS_DEFAULT));
        source.put(KEY, put("1"));
        assertThatThrownBy(() -> time.run(recoverer.drain(Long.MAX_VALUE)))
                .isInstanceOfSatisfying(StoreException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(StoreException.Kind.TABLE_REFUSED))
                .hasMessageContaining("clocks");

        assertThat(source.parked).isEmpty();
        assertThat(source.outbox).hasSize(1);
    }

    @Test
    void should_use_the_frozen_state_at_the_floor_behind_a_seal() {
        long version = source.put(KEY, put("1"));
        long floor = version + 10;
        source.state = new SourceTableState(true, true, 1, 1, floor);
        time.run(recoverer.drain(Long.MAX_VALUE));

        assertThat(target.cells.get(KEY).version()).isEqualTo(floor);
        assertThat(source.outbox).isEmpty();
    }

    @Test
    void should_apply_a_redo_entry_as_it_is() {
        long version = time.now().getEpochSecond() * 1_000_000;
        source.state = new SourceTableState(true, true, 1, 1, version - 10);
        source.put(KEY, put("frozen"));
        source.outbox.clear();
        source.outbox.add(new OutboxEntry(KEY, version, new VersionedWrite(KEY, put("redone"), version)));
        time.run(recoverer.drain(Long.MAX_VALUE));

        assertThat(value(KEY)).isEqualTo("redone");
        assertThat(target.cells.get(KEY).version()).isEqualTo(version);
        assertThat(source.outbox).isEmpty();
    }

    @Test
    void should_not_apply_what_is_older_than_the_target_keeps_tombstones() {
        long version = (time.now().getEpochSecond() - TableSpec.GRACE_SECONDS_DEFAULT) * 1_000_000;
        source.outbox.add(new OutboxEntry(KEY, version, new VersionedWrite(KEY, put("ancient"), version)));
        time.run(recoverer.drain(Long.MAX_VALUE));

        assertThat(target.cells).isEmpty();
        assertThat(source.parked).hasSize(1);
        assertThat(source.outbox).isEmpty();
    }

    @Test
    void should_lose_nothing_if_the_confirmation_is_lost() {
        source.put(KEY, put("1"));
        source.away = "confirm";
        assertThatThrownBy(() -> time.run(recoverer.drain(Long.MAX_VALUE))).isInstanceOf(StoreException.class);
        assertThat(value(KEY)).isEqualTo("1");

        source.away = "";
        source.put(KEY, put("2"));
        time.run(recoverer.drain(Long.MAX_VALUE));
        assertThat(value(KEY)).isEqualTo("2");
        assertThat(source.outbox).isEmpty();
    }

    private String value(ByteString key) {
        return target.value(key).orElseThrow().value().toStringUtf8();
    }

    private static StoreException refusal(String why) {
        return new StoreException(StoreException.Kind.REJECTED, KvErrorCode.WRITE_REFUSED, why);
    }

    private static Mutation put(String value) {
        return Mutation.put(StoredValue.lasting(ByteString.copyFromUtf8(value)));
    }
}
