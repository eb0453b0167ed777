package io.slipway.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final long NOW = 1_000_000;
    private static final long FOREVER = Long.MAX_VALUE;
    private static final ByteString KEY = ByteString.copyFromUtf8("key");
    private static final ByteString FIRST = ByteString.copyFromUtf8("first");
    private static final ByteString SECOND = ByteString.copyFromUtf8("second");

    private final Ledger ledger = new Ledger();

    @Test
    void should_expect_nothing_if_a_key_was_never_written() {
        assertThat(allows(null)).isTrue();
        assertThat(allows(FIRST)).isFalse();
        assertThat(allows(ByteString.EMPTY)).isFalse();
    }

    @Test
    void should_expect_exactly_what_was_acknowledged_last() {
        begin(FIRST).acknowledged();
        begin(SECOND).acknowledged();

        assertThat(allows(SECOND)).isTrue();
        assertThat(allows(FIRST)).isFalse();
        assertThat(allows(null)).isFalse();
    }

    @Test
    void should_tell_empty_from_absent() {
        begin(ByteString.EMPTY).acknowledged();

        assertThat(allows(ByteString.EMPTY)).isTrue();
        assertThat(allows(null)).isFalse();
    }

    @Test
    void should_allow_both_if_the_outcome_is_unknown() {
        begin(FIRST).acknowledged();
        begin(SECOND);

        assertThat(allows(FIRST)).isTrue();
        assertThat(allows(SECOND)).isTrue();
        assertThat(allows(null)).isFalse();
    }

    @Test
    void should_return_to_all_earlier_states_if_a_write_failed_for_sure() {
        begin(FIRST).acknowledged();
        ledger.begin("t", KEY, Expectation.ABSENT);
        begin(SECOND).notApplied();

        assertThat(allows(FIRST)).isTrue();
        assertThat(allows(null)).isTrue();
        assertThat(allows(SECOND)).isFalse();
    }

    @Test
    void should_know_one_state_again_if_a_write_after_an_unknown_one_is_acknowledged() {
        begin(FIRST);
        begin(SECOND).acknowledged();

        assertThat(ledger.expected("t", KEY)).containsExactly(Expectation.of(SECOND, FOREVER));
    }

    @Test
    void should_expect_absence_after_expiry_and_either_close_to_it() {
        ledger.begin("t", KEY, Expectation.of(FIRST, NOW)).acknowledged();

        assertThat(ledger.allows("t", KEY, FIRST, NOW - 10)).isTrue();
        assertThat(ledger.allows("t", KEY, null, NOW - 10)).isFalse();
        assertThat(ledger.allows("t", KEY, FIRST, NOW + 1)).isTrue();
        assertThat(ledger.allows("t", KEY, null, NOW - 1)).isTrue();
        assertThat(ledger.allows("t", KEY, FIRST, NOW + 10)).isFalse();
        assertThat(ledger.allows("t", KEY, null, NOW + 10)).isTrue();
    }

    private Ledger.Pending begin(ByteString value) {
        return ledger.begin("t", KEY, Expectation.of(value, FOREVER));
    }

    private boolean allows(ByteString value) {
        return ledger.allows("t", KEY, value, NOW);
    }
}
