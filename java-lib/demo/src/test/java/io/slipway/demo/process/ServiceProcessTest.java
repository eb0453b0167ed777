package io.slipway.demo.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.demo.model.DemoTable;
import io.slipway.demo.model.Keys;
import io.slipway.demo.traffic.Expectation;
import io.slipway.demo.traffic.Journal;
import io.slipway.demo.traffic.KeyBook;
import io.slipway.demo.traffic.Ledger;
import io.slipway.demo.traffic.Post;
import io.slipway.demo.traffic.Role;
import io.slipway.demo.v1.StringUse;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvStore;
import io.slipway.kv.PutOptions;
import io.slipway.migrate.config.TableImport;
import io.slipway.provider.Operator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One real process over the embedded store, which lets one process in at a time: all services work in it. */
class ServiceProcessTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long OPERATIONS = 300;
    private static final int KEYS = 400;
    private static final String TABLES =
            """
            tables:
              - {name: samples, layout: hash}
              - {name: sightings, layout: hash}
              - {name: strings, layout: hash}
              - {name: verdicts, layout: hash}
            """;

    @TempDir
    private Path folder;

    private final Queue<String> troubles = new ConcurrentLinkedQueue<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();

    @Test
    void should_know_behind_a_kill_what_it_wrote_before() throws IOException, InterruptedException {
        ProcessSetup setup = new ProcessSetup(folder, folder, new Pace(600, 1), troubles::add);
        Ledger ledger = prepare(setup);
        Member member = new Member(Job.java("master-0", Role.MASTER, Post.all(), setup), setup, problems::add);
        try {
            assertThat(member.start().writesUnanswered()).isZero();
            awaitOperations(member);
            Child first = member.child();

            int calls = Ambush.on(first, Role.MASTER);
            first.kill();
            first.ended().join();
            long before = member.totals().operations();
            int unanswered = member.start().writesUnanswered();
            awaitOperations(member);
            member.child().tell(new Order.Stop());
            int code = member.child()
                    .ended()
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();

            assertThat(code).isZero();
            assertThat(calls).isPositive();
            assertThat(unanswered).as("a bulk of 600 was under way").isGreaterThanOrEqualTo(100);
            assertThat(member.totals().operations()).isGreaterThanOrEqualTo(before + OPERATIONS);
            assertThat(member.totals().failed()).isZero();
            assertThat(member.totals().wrongAnswers()).isZero();
        } finally {
            member.kill();
        }
        assertThat(troubles).isEmpty();
        assertThat(problems).isEmpty();
        Journal.replay(member.journal(), ledger);
        assertStoreIsAs(ledger);
    }

    @Test
    void should_end_with_the_process_that_started_it() throws IOException, InterruptedException {
        ProcessSetup setup = new ProcessSetup(folder, folder, new Pace(600, 1), troubles::add);
        prepare(setup);
        Member member = new Member(Job.java("master-0", Role.MASTER, Post.all(), setup), setup, problems::add);
        try {
            member.start();

            member.child().endOrders();

            assertThat(member.child()
                            .ended()
                            .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .join())
                    .isEqualTo(70);
            Awaitility.await().atMost(PATIENCE).until(() -> !problems.isEmpty());
            assertThat(problems).singleElement().asString().contains("master-0 ended by itself with code 70");
        } finally {
            member.kill();
        }
    }

    private void awaitOperations(Member member) {
        long begin = member.totals().operations();
        Awaitility.await().atMost(PATIENCE).until(() -> member.totals().operations() >= begin + OPERATIONS);
    }

    /** Fills the store by its own provider, as the demo does, and takes the tables into the config store. */
    private Ledger prepare(ProcessSetup setup) throws IOException {
        Ledger ledger = new Ledger();
        KeyBook keys = keys();
        try (KvStore store = openStore();
                Journal journal = Journal.create(setup.filled())) {
            fill(store, ledger.telling(journal));
        }
        keys.write(setup.keys());
        Files.write(
                setup.config(),
                List.of("source.rocksdb.path: " + folder.resolve("store"), "state.path: " + folder.resolve("state")));
        try (Operator operator = Operator.open(KvConfig.file(setup.config()))) {
            Answers.await(operator.importTables(
                    TableImport.parse("test", TABLES, "test", Clock.systemUTC().instant())));
        }
        return ledger;
    }

    private KvStore openStore() {
        return KvStore.open(KvConfig.empty()
                .with("provider", "rocksdb")
                .with("source.rocksdb.path", folder.resolve("store").toString()));
    }

    private static void fill(KvStore store, Ledger ledger) {
        Map<ByteString, ByteString> rows = new LinkedHashMap<>();
        for (int i = 0; i < KEYS; i++) {
            rows.put(string(i), StringUse.newBuilder().setSampleCount(7).build().toByteString());
        }
        List<Ledger.Pending> pending = rows.entrySet().stream()
                .map(row -> ledger.begin("strings", row.getKey(), Expectation.of(row.getValue(), Long.MAX_VALUE)))
                .toList();
        store.table("strings").putMany(rows, PutOptions.none());
        pending.forEach(Ledger.Pending::acknowledged);
    }

    private void assertStoreIsAs(Ledger ledger) {
        long second = Clock.systemUTC().instant().getEpochSecond();
        try (KvStore store = openStore()) {
            for (DemoTable table : DemoTable.values()) {
                String name = table.tableName();
                assertThat(ledger.keys(name)).isNotEmpty();
                assertThat(ledger.keys(name))
                        .allMatch(key -> ledger.allows(
                                name, key, store.table(name).get(key).orElse(null), second));
            }
        }
    }

    private static KeyBook keys() {
        SplittableRandom random = new SplittableRandom(1);
        KeyBook keys = new KeyBook();
        for (int i = 0; i < KEYS; i++) {
            byte[] sha256 = new byte[Keys.SHA256_BYTES];
            random.nextBytes(sha256);
            ByteString sample = ByteString.copyFrom(sha256);
            keys.addSample(sample, i == 0);
            keys.addPlace(Keys.sighting("module-" + i % 5, "path-" + i), sample);
            keys.addString(string(i));
        }
        return keys;
    }

    private static ByteString string(int i) {
        return Keys.string("token" + i % 7 + "/" + i);
    }
}
