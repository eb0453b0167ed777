package io.slipway.target.cql.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class SingleFlightTest {

    private static final ByteString KEY = ByteString.copyFromUtf8("k");

    private long nanos;
    private final Time time = new Time(() -> Instant.EPOCH, () -> nanos);
    private final List<CompletableFuture<String>> sent = new ArrayList<>();

    @Test
    void should_share_the_request_that_follows_the_one_under_way() {
        SingleFlight<String> gets = gets(false);
        CompletionStage<String> first = get(gets);
        List<CompletionStage<String>> later = List.of(get(gets), get(gets), get(gets));
        assertThat(sent).hasSize(1);

        sent.get(0).complete("old");
        assertThat(first.toCompletableFuture()).isCompletedWithValue("old");
        assertThat(later).noneMatch(answer -> answer.toCompletableFuture().isDone());
        assertThat(sent).hasSize(2);

        sent.get(1).complete("new");
        assertThat(later)
                .allSatisfy(answer -> assertThat(answer.toCompletableFuture()).isCompletedWithValue("new"));
        get(gets);
        assertThat(sent).hasSize(3);
    }

    @Test
    void should_not_wait_for_a_slow_request() {
        SingleFlight<String> gets = gets(false);
        get(gets);
        CompletionStage<String> second = get(gets);
        nanos += Duration.ofMillis(21).toNanos();
        CompletionStage<String> third = get(gets);
        assertThat(sent).hasSize(2);

        sent.get(1).complete("new");
        assertThat(List.of(second, third))
                .allSatisfy(answer -> assertThat(answer.toCompletableFuture()).isCompletedWithValue("new"));
        sent.get(0).complete("old");
        assertThat(sent).hasSize(2);
    }

    @Test
    void should_send_the_next_request_if_the_one_under_way_fails() {
        SingleFlight<String> gets = gets(false);
        CompletionStage<String> first = get(gets);
        CompletionStage<String> second = get(gets);
        sent.get(0).completeExceptionally(new IllegalStateException("lost"));
        sent.get(1).complete("new");

        assertThat(first.toCompletableFuture()).isCompletedExceptionally();
        assertThat(second.toCompletableFuture()).isCompletedWithValue("new");
    }

    @Test
    void should_share_a_sent_request_if_eager_but_never_across_a_write() {
        SingleFlight<String> gets = gets(true);
        CompletionStage<String> first = get(gets);
        CompletionStage<String> second = get(gets);
        assertThat(sent).hasSize(1);

        gets.written(KEY);
        CompletionStage<String> third = get(gets);
        assertThat(sent).hasSize(2);
        sent.get(0).complete("old");
        sent.get(1).complete("new");
        assertThat(first.toCompletableFuture()).isCompletedWithValue("old");
        assertThat(second.toCompletableFuture()).isCompletedWithValue("old");
        assertThat(third.toCompletableFuture()).isCompletedWithValue("new");
    }

    @Test
    void should_share_nothing_between_keys_that_meet_in_a_slot() {
        // Both hash to 2112, as "Aa" and "BB" do in every sum of powers of 31.
        ByteString one = ByteString.copyFromUtf8("Aa");
        ByteString other = ByteString.copyFromUtf8("BB");
        assertThat(one.hashCode()).isEqualTo(other.hashCode());
        SingleFlight<String> gets = gets(true);
        Deadline deadline = Deadline.after(Duration.ofSeconds(5), time);
        CompletionStage<String> first = gets.get(one, deadline);
        CompletionStage<String> second = gets.get(other, deadline);
        assertThat(sent).hasSize(2);

        gets.written(other);
        CompletionStage<String> third = gets.get(one, deadline);
        assertThat(sent).hasSize(2);
        sent.get(1).complete("of the other");
        sent.get(0).complete("of the one");
        assertThat(List.of(first, third))
                .allSatisfy(answer -> assertThat(answer.toCompletableFuture()).isCompletedWithValue("of the one"));
        assertThat(second.toCompletableFuture()).isCompletedWithValue("of the other");
    }

    @Test
    void should_answer_whoever_joins_with_a_shorter_deadline_in_time() {
        SingleFlight<String> gets = gets(true);
        gets.get(KEY, Deadline.after(Duration.ofSeconds(5), time));
        CompletionStage<String> later = gets.get(KEY, Deadline.after(Duration.ofMillis(5), time));

        assertThat(later.toCompletableFuture())
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("no answer before the deadline");
        assertThat(sent).hasSize(1);
    }

    private SingleFlight<String> gets(boolean eager) {
        return new SingleFlight<>(
                (key, deadline, answer) -> {
                    CompletableFuture<String> request = new CompletableFuture<>();
                    sent.add(request);
                    request.whenComplete(answer);
                },
                eager,
                time);
    }

    private CompletionStage<String> get(SingleFlight<String> gets) {
        return gets.get(KEY, Deadline.after(Duration.ofSeconds(5), time));
    }
}
