package io.slipway.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

class JournalTest {
    private static final String[] TABLES = {"t", "u"};
    private static final int KEYS = 4;

    private enum Answer {
        APPLIED,
        NOT_APPLIED,
        NONE
    }

    private record Write(int table, int key, Expectation after, Answer answer) {}

    @Property(tries = 200)
    void should_bring_a_ledger_to_where_the_writer_left_it(@ForAll("writes") List<Write> writes) throws IOException {
        Path file = newFile();
        Ledger written = new Ledger();
        try (Journal journal = Journal.create(file)) {
            writes.forEach(write -> note(written.telling(journal), write));
        }

        Ledger replayed = new Ledger();
        Journal.Content content = Journal.replay(file, replayed);

        assertThat(content.writes()).isEqualTo(writes.size());
        assertThat(content.bytes()).isEqualTo(Files.size(file));
        assertAlike(replayed, written);
    }

    @Property(tries = 200)
    void should_go_on_behind_a_kill_at_any_byte_and_allow_what_the_writer_allowed(
            @ForAll("writes") List<Write> before,
            @ForAll("writes") List<Write> after,
            @ForAll @DoubleRange(min = 0, max = 1) double share)
            throws IOException {
        Path file = newFile();
        List<Long> sizes = new ArrayList<>();
        try (Journal journal = Journal.create(file)) {
            Ledger ledger = new Ledger();
            for (Write write : before) {
                note(ledger.telling(journal), write);
                sizes.add(Files.size(file));
            }
        }
        long size = (long) (Files.size(file) * share);
        cut(file, size);

        Ledger second = new Ledger();
        Journal.Content found = Journal.replay(file, second);
        assertThat(found.bytes()).isLessThanOrEqualTo(size);
        assertThat(found.writes())
                .isGreaterThanOrEqualTo(
                        sizes.stream().filter(end -> end <= size).count());
        try (Journal journal = Journal.open(file, found)) {
            after.forEach(write -> note(second.telling(journal), write));
        }

        Ledger third = new Ledger();
        Journal.Content all = Journal.replay(file, third);
        assertThat(all.writes()).isEqualTo(found.writes() + after.size());
        assertThat(all.bytes()).isEqualTo(Files.size(file));
        assertAlike(third, second);
    }

    @Property(tries = 100)
    void should_count_keys_whose_latest_write_has_no_answer(@ForAll("writes") List<Write> writes) throws IOException {
        Path file = newFile();
        boolean[][] open = new boolean[TABLES.length][KEYS];
        try (Journal journal = Journal.create(file)) {
            Ledger ledger = new Ledger().telling(journal);
            for (Write write : writes) {
                note(ledger, write);
                open[write.table()][write.key()] = write.answer() == Answer.NONE;
            }
        }

        int expected = 0;
        for (boolean[] keys : open) {
            for (boolean key : keys) {
                expected += key ? 1 : 0;
            }
        }
        assertThat(Journal.replay(file, new Ledger()).unanswered()).isEqualTo(expected);
    }

    @Provide
    Arbitrary<List<Write>> writes() {
        Arbitrary<Expectation> states = Arbitraries.oneOf(
                Arbitraries.just(Expectation.ABSENT),
                Combinators.combine(
                                Arbitraries.integers().between(0, 5),
                                Arbitraries.of(Long.MAX_VALUE, 0L, 1_800_000_000L))
                        .as((value, expiry) -> Expectation.of(ByteString.copyFromUtf8("v" + value), expiry)));
        return Combinators.combine(
                        Arbitraries.integers().between(0, TABLES.length - 1),
                        Arbitraries.integers().between(0, KEYS - 1),
                        states,
                        Arbitraries.of(Answer.class))
                .as(Write::new)
                .list()
                .ofMaxSize(30);
    }

    private static void note(Ledger ledger, Write write) {
        Ledger.Pending pending = ledger.begin(TABLES[write.table()], key(write.key()), write.after());
        switch (write.answer()) {
            case APPLIED -> pending.acknowledged();
            case NOT_APPLIED -> pending.notApplied();
            case NONE -> {}
        }
    }

    private static void assertAlike(Ledger actual, Ledger expected) {
        for (String table : TABLES) {
            assertThat(actual.keys(table)).isEqualTo(expected.keys(table));
            for (int i = 0; i < KEYS; i++) {
                assertThat(actual.expected(table, key(i)))
                        .containsExactlyInAnyOrderElementsOf(expected.expected(table, key(i)));
            }
        }
    }

    private static ByteString key(int number) {
        return ByteString.copyFromUtf8("key" + number);
    }

    private static Path newFile() throws IOException {
        Path file = Files.createTempDirectory("journal").resolve("x.journal");
        file.getParent().toFile().deleteOnExit();
        file.toFile().deleteOnExit();
        return file;
    }

    private static void cut(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }
}
