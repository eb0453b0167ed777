package io.slipway.bridge.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.slipway.bridge.internal.proto.MetricsRequest;
import io.slipway.bridge.internal.proto.Request;
import io.slipway.bridge.internal.proto.ScanRequest;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvException;
import io.slipway.kv.KvStore;
import io.slipway.kv.spi.Providers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The program whose classes go into the {@link Archive}: does what a program in C does first, on a store in memory, and opens stores whose servers
 * refuse.
 */
final class WarmUp {

    private static final int ENTRIES = 8;
    private static final int SLOT_BYTES = 512;
    private static final int SLOTS = 512;
    private static final int GET = 1;
    private static final int PUT = 2;
    private static final int CALL = 16;
    private static final byte[] KEY = "key".getBytes(UTF_8);

    private WarmUp() {}

    public static void main(String[] arguments) throws IOException {
        requests();
        Path state = Files.createTempDirectory("slipway-archive");
        try {
            // Nobody listens at port 1.
            refused(List.of("source.redis.address", "127.0.0.1:1"), state);
            refused(
                    List.of(
                            "config.store",
                            "cql",
                            "target.cql.contact-points",
                            "127.0.0.1:1",
                            "target.cql.connect-timeout",
                            "1s",
                            "source.redis.address",
                            "127.0.0.1:1"),
                    state);
        } finally {
            try (Stream<Path> files = Files.walk(state)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
        // Threads of a driver that could not connect are no reason to wait.
        Runtime.getRuntime().exit(0);
    }

    private static void requests() {
        Client client =
                new Client(KvStore.open(KvConfig.empty().with(Providers.SETTING, "memory")), Meters.ofProcess());
        int table = client.table("table".getBytes(UTF_8), 0);
        ByteBuffer memory =
                ByteBuffer.allocateDirect(SLOTS + 2 * ENTRIES * SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Queue queue = new Queue(client, new Rings(memory, ENTRIES, SLOT_BYTES), 0);
        Request scan = Request.newBuilder()
                .setScan(ScanRequest.newBuilder().setPrefix(ByteString.EMPTY))
                .build();
        Request metrics = Request.newBuilder()
                .setMetrics(MetricsRequest.getDefaultInstance())
                .build();
        submit(memory, 0, PUT, table, KEY, KEY);
        submit(memory, 1, GET, table, KEY, new byte[0]);
        submit(memory, 2, GET, 0, KEY, new byte[0]);
        submit(memory, 3, CALL, table, new byte[0], scan.toByteArray());
        // Answered with an error: the text needs a block, which only the library has.
        submit(memory, 4, CALL, 0, new byte[0], metrics.toByteArray());
        queue.drain();
        client.close(-1, 0);
    }

    private static void submit(ByteBuffer memory, int position, int op, int table, byte[] key, byte[] payload) {
        int slot = SLOTS + position * SLOT_BYTES;
        memory.putShort(slot + 16, (short) op)
                .putInt(slot + 20, table)
                .putInt(slot + 24, key.length)
                .putInt(slot + 28, payload.length)
                .put(slot + 64, key)
                .put(slot + 64 + key.length, payload)
                .putLong(slot, position + 1L);
    }

    private static void refused(List<String> settings, Path state) {
        KvConfig config = KvConfig.empty().with("state.path", state.toString());
        for (int i = 0; i < settings.size(); i += 2) {
            config = config.with(settings.get(i), settings.get(i + 1));
        }
        try (KvStore store = KvStore.open(config)) {
            throw new IllegalStateException("somebody answered for " + store);
        } catch (KvException e) {
            // As it should be.
            e.code();
        }
    }
}
