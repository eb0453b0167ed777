package io.slipway.bridge.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.slipway.bridge.internal.RingMemory.Completion;
import io.slipway.bridge.internal.proto.MetricsRequest;
import io.slipway.bridge.internal.proto.Request;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCategory;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import io.slipway.kv.spi.Providers;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests through the rings without a library beneath: everything that needs no block and no waking. */
final class QueueTest {

    private static final byte[] NOTHING = {};
    private static final byte[] KEY = "key".getBytes(UTF_8);
    private static final int GET = 1;
    private static final int PUT = 2;
    private static final int GET_MANY = 5;
    private static final int CALL = 16;
    private static final byte[] METRICS = Request.newBuilder()
            .setMetrics(MetricsRequest.getDefaultInstance())
            .build()
            .toByteArray();

    private final RingMemory memory = new RingMemory(4);

    private static Client client(KvStore store) {
        Client client = new Client(store, null);
        assertThat(client.table("table".getBytes(UTF_8), 0)).isEqualTo(1);
        return client;
    }

    private static Client memoryClient() {
        return client(KvStore.open(KvConfig.empty().with(Providers.SETTING, "memory")));
    }

    /** A client of a store whose tables answer everything with {@code answer}. */
    private static Client clientThatAnswers(@Nullable CompletionStage<?> answer) {
        Object table = Proxy.newProxyInstance(
                QueueTest.class.getClassLoader(), new Class<?>[] {KvTable.class}, (proxy, method, arguments) -> answer);
        return client((KvStore) Proxy.newProxyInstance(
                QueueTest.class.getClassLoader(),
                new Class<?>[] {KvStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "table" -> table;
                    case "closeAsync" -> CompletableFuture.completedFuture(null);
                    default -> null;
                }));
    }

    private Completion only() {
        List<Completion> taken = memory.take();
        assertThat(taken).hasSize(1);
        return taken.get(0);
    }

    @Test
    void should_serve_requests_around_the_rings() {
        Queue queue = new Queue(memoryClient(), memory.rings(), 0);
        for (long i = 0; i < 20; i++) {
            byte[] value = ("value-" + i).getBytes(UTF_8);
            memory.submit(2 * i, PUT, 1, KEY, value);
            memory.submit(2 * i + 1, GET, 1, KEY, NOTHING);
            queue.drain();
            List<Completion> taken = memory.take();
            assertThat(taken).extracting(Completion::token).containsExactly(2 * i, 2 * i + 1);
            assertThat(taken.get(1).payload()).isEqualTo(ByteString.copyFrom(value));
        }
    }

    @Property
    void should_complete_any_bytes_with_an_error_of_the_user(
            @ForAll long token, @ForAll short op, @ForAll @Size(max = 100) byte[] payload) {
        Queue queue = new Queue(memoryClient(), memory.rings(), 0);
        memory.submit(token, op, 1, NOTHING, payload);
        queue.drain();
        Completion completion = only();
        assertThat(completion.token()).isEqualTo(token);
        if (completion.code() != 0) {
            assertThat(completion.category()).isEqualTo(KvErrorCategory.USER);
        }
    }

    @Property
    void should_answer_malformed_calls_with_an_argument_error_or_what_they_say(
            @ForAll @Size(max = 180) byte[] payload) {
        Queue queue = new Queue(memoryClient(), memory.rings(), 0);
        memory.submit(1, CALL, 1, NOTHING, payload);
        memory.submit(2, GET_MANY, 1, NOTHING, payload);
        queue.drain();
        assertThat(memory.take()).hasSize(2).allSatisfy(completion -> {
            if (completion.code() != 0) {
                assertThat(completion.category()).isEqualTo(KvErrorCategory.USER);
            }
        });
    }

    @Property
    void should_refuse_sizes_that_no_slot_holds(@ForAll int keyBytes, @ForAll int payloadBytes) {
        Queue queue = new Queue(memoryClient(), memory.rings(), 0);
        memory.submit(1, PUT, 0, 1, keyBytes, payloadBytes, 0, 0, KEY, KEY);
        queue.drain();
        boolean fits =
                keyBytes >= 0 && payloadBytes >= 0 && (long) keyBytes + payloadBytes <= RingMemory.SLOT_BYTES - 64;
        int expected = fits ? keyBytes == 0 ? KvErrorCode.KEY_SIZE.number() : 0 : KvErrorCode.ARGUMENT.number();
        assertThat(only().code()).isEqualTo(expected);
    }

    @Test
    void should_complete_once_if_a_store_answers_null() {
        Queue queue = new Queue(clientThatAnswers(null), memory.rings(), 0);
        memory.submit(1, GET, 1, KEY, NOTHING);
        queue.drain();
        assertThat(only().code()).isEqualTo(KvErrorCode.INTERNAL_ERROR.number());
    }

    @Test
    void should_complete_once_if_a_store_answers_something_else() {
        Queue queue = new Queue(clientThatAnswers(CompletableFuture.completedFuture("text")), memory.rings(), 0);
        memory.submit(1, GET, 1, KEY, NOTHING);
        queue.drain();
        assertThat(only().code()).isEqualTo(KvErrorCode.INTERNAL_ERROR.number());
    }

    @Test
    void should_complete_once_if_a_store_answers_twice() {
        CompletionStage<Object> twice = new CompletableFuture<>() {
            @Override
            public CompletableFuture<Object> whenComplete(BiConsumer<? super Object, ? super Throwable> action) {
                action.accept(Optional.of(ByteString.EMPTY), null);
                action.accept(null, new IllegalStateException("the second time"));
                throw new IllegalStateException("the third time");
            }
        };
        Queue queue = new Queue(clientThatAnswers(twice), memory.rings(), 0);
        memory.submit(1, GET, 1, KEY, NOTHING);
        queue.drain();
        assertThat(only().code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {GET, PUT})
    void should_cancel_what_was_submitted_but_not_drained(int op) {
        Queue queue = new Queue(clientThatAnswers(new CompletableFuture<>()), memory.rings(), 0);
        memory.submit(7, op, 1, KEY, NOTHING);
        assertThat(queue.cancel(8)).isFalse();
        assertThat(queue.cancel(7)).isTrue();
        assertThat(queue.cancel(7)).isFalse();
        KvErrorCode expected = op == GET ? KvErrorCode.CANCELLED : KvErrorCode.WRITE_INTERRUPTED;
        assertThat(only().code()).isEqualTo(expected.number());
    }

    @Test
    void should_ignore_an_answer_that_comes_after_cancelling() {
        CompletableFuture<Object> late = new CompletableFuture<>();
        Queue queue = new Queue(clientThatAnswers(late), memory.rings(), 0);
        memory.submit(7, GET, 1, KEY, NOTHING);
        queue.drain();
        assertThat(queue.cancel(7)).isTrue();
        assertThat(only().code()).isEqualTo(KvErrorCode.CANCELLED.number());
        late.complete(Optional.empty());
        assertThat(memory.take()).isEmpty();
    }

    @Test
    void should_not_touch_the_memory_of_a_closed_queue() {
        Queue queue = memory.queue(memoryClient());
        // The memory is the library's, which is not there to take it back.
        assertThatThrownBy(() -> queue.close(-1)).isInstanceOf(UnsatisfiedLinkError.class);
        memory.submit(1, GET, 1, KEY, NOTHING);
        queue.abandon();
        assertThat(memory.take()).isEmpty();
    }

    @Test
    void should_complete_everything_when_its_client_is_closed() {
        Client client = clientThatAnswers(new CompletableFuture<>());
        Queue queue = memory.queue(client);
        memory.submit(1, GET, 1, KEY, NOTHING);
        memory.submit(2, PUT, 1, KEY, NOTHING);
        queue.drain();
        assertThat(client.close(-1, 0)).isTrue();
        memory.submit(3, PUT, 1, KEY, NOTHING);
        queue.drain();
        assertThat(memory.take())
                .extracting(Completion::code)
                .containsExactly(
                        KvErrorCode.CLOSED.number(),
                        KvErrorCode.WRITE_INTERRUPTED.number(),
                        KvErrorCode.CLOSED.number());
    }

    @Test
    void should_refuse_metrics_if_nothing_is_measured() {
        Queue queue = new Queue(memoryClient(), memory.rings(), 0);
        memory.submit(1, CALL, 0, NOTHING, METRICS);
        queue.drain();
        assertThat(only())
                .returns(KvErrorCode.ARGUMENT.number(), Completion::code)
                .extracting(Completion::text)
                .asString()
                .contains("'metrics'");
    }

    @Test
    void should_say_what_is_wrong_with_a_request() {
        Queue queue = new Queue(memoryClient(), memory.rings(), 0);
        memory.submit(1, GET, 9, KEY, NOTHING);
        memory.submit(2, 77, 1, KEY, NOTHING);
        memory.submit(3, CALL, 1, NOTHING, new byte[] {(byte) 0xff});
        queue.drain();
        assertThat(memory.take())
                .extracting(Completion::text)
                .satisfiesExactly(
                        table -> assertThat(table).contains("9").contains("slipway_table"),
                        operation -> assertThat(operation).contains("77"),
                        call -> assertThat(call).contains("slipway.v1.Request"));
    }
}
