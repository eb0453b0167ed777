package io.slipway.conformance;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes random programs, in the manner of FoundationDB's binding tester: from a seed alone, over few keys, of which it remembers those that
 * are there, so that many reads find something.
 */
final class ProgramMaker {

    /** Ordered and unordered tables of the stores with servers; a store in memory makes no difference between them. */
    static final List<String> TABLES = List.of("plain", "grouped");

    private static final int KEYS = 40;
    private static final int[] VALUE_SIZES = {0, 0, 1, 2, 31, 32, 33, 100, 447, 448, 449, 4_000, 70_000};
    private static final int LARGE_VALUE = 1_200_000;
    private static final List<String> WRONG = List.of(
            "get plain x",
            "exists plain x",
            "delete grouped r65536:00",
            "put plain x r10:00",
            "put plain x6b r16777217:00",
            "put grouped x6b00 x01 ttl=999",
            "put grouped x6b00 x01 ttl=-5000",
            "put plain x6b x01 at=12345",
            "put plain x6b x01 ttl=630720000001",
            "get Plain x6b",
            "putmany _plain x6b=x",
            "getmany plain x6b x x6b",
            "deletemany plain x6b r70000:01",
            "scan plain prefix=x limit=10001 pages=1",
            "scan grouped prefix=x6b limit=-1 pages=1",
            "scan grouped from=x6c to=x6b limit=5 pages=1",
            "scan grouped prefix=x6b2f limit=5 pages=1 token=xff00ff",
            "scanall plain limit=10001",
            "scanall plain limit=10 splits=0",
            "scanall plain limit=10 splits=1025",
            "get plain x6b timeout=999",
            "put plain x6b x00 timeout=3600000001",
            "batch put:plain:x:x01",
            "batch put:plain:x6b:r5242880:02 put:grouped:x6b:x",
            "batch put:plain:x6b:x01:10",
            "batch delete:PLAIN:x6b",
            "get missing x6b",
            "put missing x6b x6b");

    private record Choice(int weight, Supplier<String> step) {}

    private final Random random;
    private final List<ByteString> keys;
    private final Map<String, Set<ByteString>> present = new LinkedHashMap<>();
    private final List<Choice> choices;

    ProgramMaker(long seed) {
        this.random = new Random(seed);
        this.keys = IntStream.range(0, KEYS).mapToObj(this::newKey).distinct().toList();
        TABLES.forEach(table -> present.put(table, new LinkedHashSet<>()));
        this.choices = List.of(
                new Choice(22, () -> "get " + tableAndKey()),
                new Choice(6, () -> "exists " + tableAndKey()),
                new Choice(20, this::put),
                new Choice(7, this::delete),
                new Choice(8, this::getMany),
                new Choice(7, this::putMany),
                new Choice(4, this::deleteMany),
                new Choice(9, this::scan),
                new Choice(3, this::scanAll),
                new Choice(8, this::batch),
                new Choice(6, () -> pick(WRONG)));
    }

    /** A program that ends with steps on a closed store. */
    Program make(String name, int steps) {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            made.add(choose());
        }
        made.add("close");
        made.add("get " + tableAndKey());
        made.add("put " + tableAndKey() + " x01");
        return new Program(name, made, List.of());
    }

    private String choose() {
        int left = random.nextInt(choices.stream().mapToInt(Choice::weight).sum());
        for (Choice choice : choices) {
            left -= choice.weight();
            if (left < 0) {
                return choice.step().get();
            }
        }
        throw new IllegalStateException("weights do not add up");
    }

    /** Keys of a few groups, which end with a slash, so that ranges find some of them together. */
    private ByteString newKey(int number) {
        byte[] tail = new byte[1 + random.nextInt(number % 10 == 0 ? 200 : 3)];
        random.nextBytes(tail);
        return ByteString.copyFromUtf8(List.of("a/", "b/", "").get(random.nextInt(3)))
                .concat(ByteString.copyFrom(tail));
    }

    private String tableAndKey() {
        String table = pick(TABLES);
        return table + " " + Bytes.written(key(table));
    }

    /** One that is there more often than chance would have it. */
    private ByteString key(String table) {
        List<ByteString> there = List.copyOf(present.get(table));
        return there.isEmpty() || random.nextInt(10) < 4 ? pick(keys) : pick(there);
    }

    private String value() {
        if (random.nextInt(150) == 0) {
            return "r" + LARGE_VALUE + ":" + "%02x".formatted(random.nextInt(256));
        }
        int size = VALUE_SIZES[random.nextInt(VALUE_SIZES.length)];
        if (size > 100) {
            return "r" + size + ":" + "%02x".formatted(random.nextInt(256));
        }
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.written(ByteString.copyFrom(bytes));
    }

    /** Long enough not to end while programs run. */
    private long ttlMillis() {
        return 3_600_000L + random.nextInt(1_000_000);
    }

    private String put() {
        String table = pick(TABLES);
        ByteString key = key(table);
        present.get(table).add(key);
        String ttl = random.nextInt(5) == 0 ? " ttl=" + ttlMillis() : "";
        return "put " + table + " " + Bytes.written(key) + " " + value() + ttl;
    }

    private String delete() {
        String table = pick(TABLES);
        ByteString key = key(table);
        present.get(table).remove(key);
        return "delete " + table + " " + Bytes.written(key);
    }

    private List<ByteString> someKeys(String table) {
        return IntStream.range(0, random.nextInt(8)).mapToObj(i -> key(table)).toList();
    }

    private String getMany() {
        String table = pick(TABLES);
        return words("getmany " + table, someKeys(table).stream().map(Bytes::written));
    }

    private String putMany() {
        String table = pick(TABLES);
        List<ByteString> some = someKeys(table);
        present.get(table).addAll(some);
        String ttl = random.nextInt(5) == 0 ? " ttl=" + ttlMillis() : "";
        return words("putmany " + table + ttl, some.stream().map(key -> Bytes.written(key) + "=" + value()));
    }

    private String deleteMany() {
        String table = pick(TABLES);
        List<ByteString> some = someKeys(table);
        some.forEach(present.get(table)::remove);
        return words("deletemany " + table, some.stream().map(Bytes::written));
    }

    /** Mostly of the table whose layout keeps groups together. */
    private String scan() {
        String table = random.nextInt(6) == 0 ? "plain" : "grouped";
        String pages = " limit=" + (1 + random.nextInt(6)) + " pages=" + (1 + random.nextInt(4));
        String group = Bytes.written(ByteString.copyFromUtf8(random.nextBoolean() ? "a/" : "b/"));
        return switch (random.nextInt(3)) {
            case 0 -> "scan " + table + " from=" + group + " to=" + group + "80" + pages;
            case 1 -> "scan " + table + " from=" + group + pages;
            default -> "scan " + table + " prefix=" + group + pages;
        };
    }

    private String scanAll() {
        String splits = random.nextBoolean() ? " splits=" + (1 + random.nextInt(8)) : "";
        return "scanall " + pick(TABLES) + " limit=" + (1 + random.nextInt(50)) + splits;
    }

    private String batch() {
        return words("batch", IntStream.range(0, random.nextInt(6)).mapToObj(i -> batchWrite()));
    }

    private String batchWrite() {
        String table = pick(TABLES);
        ByteString key = key(table);
        if (random.nextInt(4) == 0) {
            present.get(table).remove(key);
            return "delete:" + table + ":" + Bytes.written(key);
        }
        present.get(table).add(key);
        String ttl = random.nextInt(5) == 0 ? ":" + ttlMillis() : "";
        return "put:" + table + ":" + Bytes.written(key) + ":" + value() + ttl;
    }

    private static String words(String first, Stream<String> more) {
        return Stream.concat(Stream.of(first), more).collect(Collectors.joining(" "));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
