package io.slipway.migrate.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.migrate.fake.FakeSource;
import io.slipway.migrate.fake.VirtualTime;
import io.slipway.spi.Mutation;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.SourceTableState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConfirmationsTest {

    private static final ByteString KEY = ByteString.copyFromUtf8("k");

    private final VirtualTime time = new VirtualTime(1);
    private final FakeSource source = new FakeSource(time);
    private final Confirmations confirmations = new Confirmations(time, source, Duration.ofMillis(10), 100);

    ConfirmationsTest() {
        source.state = new SourceTableState(true, false, 1, 1, 0);
    }

    @Test
    void should_send_what_comes_together_in_one_batch() {
        written(50);
        time.runUntil(() -> source.outbox.isEmpty());

        assertThat(source.calls).containsExactly("confirm");
    }

    @Test
    void should_send_no_more_than_the_bound_at_once() {
        written(250);
        time.runUntil(() -> source.outbox.isEmpty());

        assertThat(source.calls).containsExactly("confirm", "confirm", "confirm");
    }

    @Test
    void should_go_on_after_a_confirmation_was_lost() {
        source.away = "confirm";
        written(1);
        time.runUntil(() -> source.calls.size() == 1);
        source.away = "";
        written(1);
        time.runUntil(() -> source.outbox.size() == 1);

        assertThat(source.calls).hasSize(2);
    }

    @Test
    void should_send_again_after_a_rest() {
        written(1);
        time.runUntil(() -> source.outbox.isEmpty());
        time.run(time.after(Duration.ofSeconds(1), () -> true));
        written(1);
        time.runUntil(() -> source.outbox.isEmpty());

        assertThat(source.calls).hasSize(2);
    }

    private void written(int count) {
        for (int i = 0; i < count; i++) {
            long version = source.put(KEY, Mutation.delete());
            confirmations.add("reports", new OutboxEntry(KEY, version, null));
        }
    }
}
