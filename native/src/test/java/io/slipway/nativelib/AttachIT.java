package io.slipway.nativelib;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import io.slipway.bridge.internal.proto.Entry;
import io.slipway.bridge.internal.proto.PutManyRequest;
import io.slipway.bridge.internal.proto.Request;
import io.slipway.bridge.internal.proto.Response;
import io.slipway.bridge.internal.proto.ScanRequest;
import io.slipway.kv.KvErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A foreign client within a JVM that exists already: the library attaches to it instead of making one. */
final class AttachIT {

    private static final byte[] KEY = "key".getBytes(UTF_8);
    private static final byte[] NOTHING = {};

    private static SlipwayC library;

    private final Memory error = new Memory(SlipwayC.ERROR_BYTES);
    private long client;
    private long queue;
    private int table;

    @BeforeAll
    static void openRuntime() {
        library = SlipwayC.load();
        Memory error = new Memory(SlipwayC.ERROR_BYTES);
        assertThat(library.slipway_runtime_open(new SlipwayC.RuntimeOptions(), error))
                .as(() -> SlipwayC.message(error))
                .isZero();
    }

    @AfterEach
    void nothingIsLeft() {
        SlipwayC.Counts counts = new SlipwayC.Counts();
        assertThat(library.slipway_live(counts)).isZero();
        assertThat(counts.clients).isZero();
        assertThat(counts.queues).isZero();
        assertThat(counts.blocks).isZero();
        assertThat(counts.threads).as("threads of Java are not the library's").isZero();
    }

    private void open(String backend, int mode) {
        SlipwayC.ClientOptions options = new SlipwayC.ClientOptions();
        options.settings = new SlipwayC.Setting.ByReference();
        options.settings.key = "backend";
        options.settings.value = backend;
        options.settingsCount = 1;
        LongByReference handle = new LongByReference();
        assertThat(library.slipway_client_open(options, handle, error))
                .as(() -> SlipwayC.message(error))
                .isZero();
        client = handle.getValue();
        SlipwayC.QueueOptions queueOptions = new SlipwayC.QueueOptions();
        queueOptions.submit = mode;
        assertThat(library.slipway_queue_open(client, queueOptions, handle, error))
                .isZero();
        queue = handle.getValue();
        table = library.slipway_table(client, "things", error);
        assertThat(table).isPositive();
    }

    private void close() {
        assertThat(library.slipway_queue_close(queue, -1)).isZero();
        assertThat(library.slipway_client_close(client, -1, error)).isZero();
    }

    private record Result(long token, int code, int flags, ByteString payload) {}

    private static @Nullable Pointer copy(byte[] bytes) {
        if (bytes.length == 0) {
            return null;
        }
        Memory memory = new Memory(bytes.length);
        memory.write(0, bytes, 0, bytes.length);
        return memory;
    }

    private void submit(long token, int op, byte[] key, byte[] payload) {
        SlipwayC.Request request = new SlipwayC.Request();
        request.token = token;
        request.op = (short) op;
        request.table = table;
        request.key = copy(key);
        request.keyBytes = key.length;
        request.payload = copy(payload);
        request.payloadBytes = payload.length;
        assertThat(library.slipway_submit(queue, request, 1)).isEqualTo(1);
    }

    private Result next() {
        SlipwayC.Completion completion = new SlipwayC.Completion();
        assertThat(library.slipway_poll(queue, completion, 1, 30_000)).isEqualTo(1);
        Pointer payload = completion.payload;
        assertThat(payload).isNotNull();
        byte[] bytes = payload.getByteArray(0, (int) completion.payloadBytes);
        Result result = new Result(completion.token, completion.code, completion.flags, ByteString.copyFrom(bytes));
        assertThat(library.slipway_consume(queue, 1)).isZero();
        return result;
    }

    private Result perform(int op, byte[] key, byte[] payload) {
        submit(op, op, key, payload);
        Result result = next();
        assertThat(result.token()).isEqualTo(op);
        return result;
    }

    @ParameterizedTest
    @ValueSource(ints = {SlipwayC.SUBMIT_ENTER, SlipwayC.SUBMIT_WAKE})
    void should_perform_every_frequent_operation(int mode) {
        open("memory", mode);
        byte[] value = new byte[100_000];
        value[99_999] = 7;
        assertThat(perform(SlipwayC.GET, KEY, NOTHING).flags()).isEqualTo(SlipwayC.ABSENT);
        assertThat(perform(SlipwayC.PUT, KEY, value).code()).isZero();
        assertThat(perform(SlipwayC.EXISTS, KEY, NOTHING).flags()).isZero();
        assertThat(perform(SlipwayC.GET, KEY, NOTHING).payload()).isEqualTo(ByteString.copyFrom(value));
        byte[] keys = ByteBuffer.allocate(Integer.BYTES + KEY.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(KEY.length)
                .put(KEY)
                .array();
        assertThat(perform(SlipwayC.GET_MANY, NOTHING, keys).payload().size())
                .isEqualTo(2 * Integer.BYTES + value.length);
        assertThat(perform(SlipwayC.DELETE, KEY, NOTHING).code()).isZero();
        assertThat(perform(SlipwayC.GET, KEY, NOTHING).flags()).isEqualTo(SlipwayC.ABSENT);
        close();
    }

    @Test
    void should_perform_calls_of_the_envelope() throws Exception {
        open("memory", SlipwayC.SUBMIT_ENTER);
        Entry entry = Entry.newBuilder()
                .setKey(ByteString.copyFrom(KEY))
                .setValue(ByteString.copyFromUtf8("value"))
                .build();
        Request put = Request.newBuilder()
                .setPutMany(PutManyRequest.newBuilder().addEntries(entry))
                .build();
        assertThat(Response.parseFrom(perform(SlipwayC.CALL, NOTHING, put.toByteArray())
                                .payload())
                        .hasPutMany())
                .isTrue();
        Request scan = Request.newBuilder()
                .setScan(ScanRequest.newBuilder().setPrefix(ByteString.EMPTY).setLimit(10))
                .build();
        Response page = Response.parseFrom(
                perform(SlipwayC.CALL, NOTHING, scan.toByteArray()).payload());
        assertThat(page.getScan().getEntriesList()).containsExactly(entry);
        assertThat(page.getScan().hasNext()).isFalse();
        close();
    }

    @Test
    void should_answer_errors_with_code_and_message() {
        open("memory", SlipwayC.SUBMIT_ENTER);
        Result result = perform(SlipwayC.GET, NOTHING, NOTHING);
        assertThat(result.code()).isEqualTo(KvErrorCode.KEY_SIZE.number());
        assertThat(result.payload().toStringUtf8()).contains("things");
        assertThat(perform(SlipwayC.CALL, NOTHING, KEY).code()).isEqualTo(KvErrorCode.ARGUMENT.number());
        assertThat(library.slipway_table(client, "N\u00f6 t\u00e4ble \ud83d\udea2", error))
                .isEqualTo(-KvErrorCode.TABLE_NAME.number());
        assertThat(SlipwayC.message(error)).contains("N\u00f6 t\u00e4ble \ud83d\udea2");
        close();
        assertThat(library.slipway_queue_close(queue, -1)).isEqualTo(-KvErrorCode.CLOSED.number());
    }

    @Test
    void should_cancel() {
        open("faulty", SlipwayC.SUBMIT_ENTER);
        submit(1, SlipwayC.GET, "never".getBytes(UTF_8), NOTHING);
        submit(2, SlipwayC.PUT, "never".getBytes(UTF_8), NOTHING);
        assertThat(library.slipway_cancel(queue, 1)).isEqualTo(1);
        assertThat(next().code()).isEqualTo(KvErrorCode.CANCELLED.number());
        assertThat(library.slipway_client_close(client, 10, error)).isZero();
        assertThat(next().code()).isEqualTo(KvErrorCode.WRITE_INTERRUPTED.number());
        assertThat(library.slipway_queue_close(queue, -1)).isZero();
    }

    @Test
    void should_wake_a_consumer_when_the_queue_is_closed() throws InterruptedException {
        open("memory", SlipwayC.SUBMIT_ENTER);
        AtomicInteger answer = new AtomicInteger();
        Thread consumer =
                new Thread(() -> answer.set(library.slipway_poll(queue, new SlipwayC.Completion(), 1, -1)), "consumer");
        consumer.start();
        close();
        consumer.join();
        assertThat(answer).hasValue(-KvErrorCode.CLOSED.number());
    }

    /** Java's interrupts are no reason to leave a queue half closed. */
    @Test
    void should_close_within_an_interrupted_thread() {
        open("faulty", SlipwayC.SUBMIT_WAKE);
        for (int i = 0; i < 50; i++) {
            submit(i, SlipwayC.GET, "later-large".getBytes(UTF_8), NOTHING);
        }
        Thread.currentThread().interrupt();
        close();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void should_find_the_version_of_the_jars() {
        assertThat(library.slipway_abi_version()).isEqualTo(SlipwayC.ABI_VERSION);
        assertThat(library.slipway_version()).matches("\\d+\\.\\d+\\.\\d+.*");
    }
}
