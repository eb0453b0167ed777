package io.slipway.demo.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.demo.traffic.Expectation;
import io.slipway.demo.traffic.Ledger;
import org.junit.jupiter.api.Test;

/** Each fault is planted once: a check that cannot fail is not a check. */
class JudgeTest {
    private static final long NOW = 1_000_000;
    private static final long FOREVER = Long.MAX_VALUE;
    private static final ByteString KEY = ByteString.copyFromUtf8("key");
    private static final ByteString OLD = ByteString.copyFromUtf8("old");
    private static final ByteString NEW = ByteString.copyFromUtf8("new");

    private final Ledger ledger = new Ledger();
    private final Judge judge = new Judge(ledger, "t", NOW);

    @Test
    void should_find_nothing_if_rows_are_as_acknowledged() {
        put(NEW, FOREVER);
        judge.row(KEY, NEW, FOREVER);

        assertFound(1, 0, 0, 0);
    }

    @Test
    void should_find_a_lost_write_if_the_row_is_missing() {
        put(NEW, FOREVER);

        assertFound(1, 1, 0, 0);
    }

    @Test
    void should_find_a_lost_write_if_the_row_is_stale() {
        put(OLD, FOREVER);
        put(NEW, FOREVER);
        judge.row(KEY, OLD, FOREVER);

        assertFound(1, 1, 0, 0);
    }

    @Test
    void should_find_a_resurrected_delete() {
        put(OLD, FOREVER);
        ledger.begin("t", KEY, Expectation.ABSENT).acknowledged();
        judge.row(KEY, OLD, FOREVER);

        assertFound(1, 0, 1, 0);
    }

    @Test
    void should_find_a_row_that_nobody_wrote() {
        judge.row(KEY, OLD, FOREVER);

        assertFound(1, 0, 1, 0);
    }

    @Test
    void should_find_a_row_that_outlived_its_expiry() {
        put(OLD, NOW - 10);
        judge.row(KEY, OLD, NOW - 10);

        assertFound(1, 0, 1, 0);
    }

    @Test
    void should_accept_absence_of_what_expired_or_was_deleted() {
        put(OLD, NOW - 10);

        assertFound(1, 0, 0, 0);
    }

    @Test
    void should_find_a_wrong_expiry() {
        put(NEW, NOW + 100);
        judge.row(KEY, NEW, NOW + 108);

        assertFound(1, 0, 0, 1);
    }

    @Test
    void should_find_an_expiry_that_is_too_soon() {
        put(NEW, NOW + 100);
        judge.row(KEY, NEW, NOW + 97);

        assertFound(1, 0, 0, 1);
    }

    @Test
    void should_accept_an_expiry_that_a_slow_write_delayed() {
        put(NEW, NOW + 100);
        judge.row(KEY, NEW, NOW + 107);

        assertFound(1, 0, 0, 0);
    }

    @Test
    void should_find_an_expiry_that_was_dropped() {
        put(NEW, NOW + 100);
        judge.row(KEY, NEW, FOREVER);

        assertFound(1, 0, 0, 1);
    }

    @Test
    void should_accept_either_state_of_an_unknown_write() {
        put(OLD, FOREVER);
        ledger.begin("t", KEY, Expectation.of(NEW, FOREVER));
        judge.row(KEY, OLD, FOREVER);

        assertFound(1, 0, 0, 0);
    }

    @Test
    void should_find_a_third_state_of_an_unknown_write() {
        ledger.begin("t", KEY, Expectation.of(NEW, FOREVER));
        judge.row(KEY, OLD, FOREVER);

        assertFound(1, 1, 0, 0);
    }

    private void put(ByteString value, long expirySecond) {
        ledger.begin("t", KEY, Expectation.of(value, expirySecond)).acknowledged();
    }

    private void assertFound(long checked, long lost, long resurrected, long wrongExpiries) {
        Findings findings = judge.verdict(NOW);
        assertThat(findings).isEqualTo(new Findings(checked, lost, resurrected, wrongExpiries, findings.examples()));
        assertThat(findings.examples()).hasSize((int) (lost + resurrected + wrongExpiries));
    }
}
