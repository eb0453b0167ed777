package io.slipway.target.cql.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoreException.Kind;
import io.slipway.target.cql.internal.Deadline;
import io.slipway.target.cql.internal.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a publication makes of transactions whose outcome is not known. */
class PublicationTest {

    private final StoreException timeout =
            new StoreException(Kind.UNKNOWN, KvErrorCode.CONFIG_UNAVAILABLE, "no answer");
    private final StoreException away =
            new StoreException(Kind.UNAVAILABLE, KvErrorCode.CONFIG_UNAVAILABLE, "nobody there");
    private static final Optional<Boolean> MINE = Optional.of(true);
    private static final Optional<Boolean> THEIRS = Optional.of(false);
    private static final Optional<Boolean> NOBODYS = Optional.empty();

    private final Deque<Object> transactions = new ArrayDeque<>();
    private final Deque<Object> reads = new ArrayDeque<>();

    @Test
    void should_say_at_once_who_won_if_the_first_transaction_is_answered() {
        assertThat(publish(List.of(true), List.of()).join()).isTrue();
        assertThat(publish(List.of(false), List.of()).join()).isFalse();
    }

    @Test
    void should_find_its_own_record_if_a_transaction_that_was_applied_is_not_answered() {
        assertThat(publish(List.of(timeout), List.of(MINE)).join()).isTrue();
    }

    @Test
    void should_have_lost_if_the_record_is_somebody_elses() {
        assertThat(publish(List.of(timeout), List.of(THEIRS)).join()).isFalse();
    }

    @Test
    void should_try_again_if_there_is_no_record() {
        assertThat(publish(List.of(timeout, true), List.of(NOBODYS)).join()).isTrue();
        assertThat(publish(List.of(timeout, timeout, true), List.of(NOBODYS, NOBODYS))
                        .join())
                .isTrue();
    }

    /** The first try reached the servers late, between the read and the second try, which therefore was refused. */
    @Test
    void should_recognise_its_first_try_if_the_second_one_is_refused() {
        assertThat(publish(List.of(timeout, false), List.of(NOBODYS, MINE)).join())
                .isTrue();
        assertThat(publish(List.of(timeout, false), List.of(NOBODYS, THEIRS)).join())
                .isFalse();
    }

    @Test
    void should_fail_without_effect_if_the_first_try_had_none() {
        assertThat(failure(publish(List.of(away), List.of()))).isSameAs(away);
    }

    /** The second try had no effect, which says nothing about the first. */
    @Test
    void should_stay_unknown_until_somebody_can_tell() {
        assertThat(publish(List.of(timeout, away), List.of(NOBODYS, MINE)).join())
                .isTrue();
        assertThat(failure(publish(List.of(timeout), List.of(away))).kind()).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void should_be_unknown_if_the_time_is_over() {
        transactions.add(timeout);

        StoreException failure = failure(run(Deadline.after(Duration.ZERO, new Time(Instant::now, System::nanoTime))));

        assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(failure).hasMessageContaining("read it before the next step");
    }

    private CompletableFuture<Boolean> publish(List<Object> answers, List<Object> found) {
        transactions.addAll(answers);
        reads.addAll(found);
        CompletableFuture<Boolean> published =
                run(Deadline.after(Duration.ofMinutes(1), new Time(Instant::now, System::nanoTime)));
        Throwable ignored = catchThrowable(published::join);
        assertThat(transactions).isEmpty();
        assertThat(reads).isEmpty();
        return published;
    }

    private CompletableFuture<Boolean> run(Deadline deadline) {
        return new Publication(late -> next(transactions), late -> next(reads), deadline)
                .run()
                .toCompletableFuture();
    }

    @SuppressWarnings("unchecked")
    private static <T> CompletionStage<T> next(Deque<Object> answers) {
        Object answer = answers.remove();
        return answer instanceof StoreException failure
                ? CompletableFuture.failedStage(failure)
                : CompletableFuture.completedStage((T) answer);
    }

    private static StoreException failure(CompletableFuture<?> stage) {
        return (StoreException) catchThrowable(stage::join).getCause();
    }
}
