package io.slipway.it;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvException;
import io.slipway.kv.KvTable;
import io.slipway.migrate.Count;
import io.slipway.provider.Slipway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * The service process of which the fleet's tests run several: its writers put and delete keys of their own, and read each back at once.
 *
 * <p>Arguments: the member's name, then settings as {@code key=value}. It prints {@code ready}; of each write {@code begin KEY N} and then
 * {@code acked}, {@code unknown} or {@code failed KEY N CODE}; of a read back {@code stale KEY N FOUND} where an acknowledged write is not to
 * be seen; at the end of its input, when its store is closed, {@code ended RETRIES}.
 */
public final class FleetMember {
    static final String TABLE = "reports";
    private static final int WRITERS = 2;
    private static final int KEYS = 10;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

    private static volatile boolean quiet;

    private FleetMember() {}

    /** What a key holds after its write of that number; empty where that was a delete. */
    static Optional<ByteString> content(String key, int number) {
        return number % 5 == 0
                ? Optional.empty()
                : Optional.of(ByteString.copyFromUtf8((key + "=" + number + ";").repeat(8)));
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        KvConfig config = KvConfig.empty();
        for (String setting : List.of(args).subList(1, args.length)) {
            int equals = setting.indexOf('=');
            config = config.with(setting.substring(0, equals), setting.substring(equals + 1));
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (Slipway slipway = Slipway.open(config)) {
            KvTable table = slipway.store().table(TABLE);
            List<Thread> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                String prefix = args[0] + "/" + writer + "-";
                writers.add(new Thread(() -> write(table, prefix, out)));
            }
            out.println("ready");
            writers.forEach(Thread::start);
            awaitEnd();
            quiet = true;
            for (Thread writer : writers) {
                writer.join();
            }
            slipway.store().close();
            out.println("ended " + slipway.counters().get(TABLE, Count.RETRIES));
        }
    }

    private static void awaitEnd() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {}
    }

    private static void write(KvTable table, String prefix, PrintStream out) {
        List<Key> keys = IntStream.range(0, KEYS)
                .mapToObj(number -> new Key(prefix + number))
                .toList();
        for (int turn = 0; !quiet; turn++) {
            Key key = keys.get(turn % KEYS);
            key.write(table, out);
            key.read(table, out);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** One key and what it may hold: of its writes the last acknowledged one, or a later one of unknown outcome. */
    private static final class Key {
        private final String name;
        private final Set<Integer> possible = new HashSet<>(Set.of(0));
        private int last;

        Key(String name) {
            this.name = name;
        }

        void write(KvTable table, PrintStream out) {
            String what = name + " " + ++last;
            out.println("begin " + what);
            try {
                ByteString key = ByteString.copyFromUtf8(name);
                Optional<ByteString> content = content(name, last);
                if (content.isPresent()) {
                    table.put(key, content.get());
                } else {
                    table.delete(key);
                }
                possible.clear();
                possible.add(last);
                out.println("acked " + what);
            } catch (KvException e) {
                if (e.maybeApplied()) {
                    possible.add(last);
                }
                out.println((e.maybeApplied() ? "unknown " : "failed ") + what + " " + e.code());
            }
        }

        void read(KvTable table, PrintStream out) {
            try {
                Optional<ByteString> found = table.get(ByteString.copyFromUtf8(name));
                if (possible.stream().noneMatch(number -> content(name, number).equals(found))) {
                    out.println("stale " + name + " " + possible + " "
                            + found.map(ByteString::toStringUtf8).orElse("nothing"));
                }
            } catch (KvException e) {
                out.println("failed " + name + " read " + e.code());
            }
        }
    }
}
