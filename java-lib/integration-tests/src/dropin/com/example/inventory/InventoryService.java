package com.example.inventory;

import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import com.google.protobuf.StringValue;
import io.slipway.kv.KvBatch;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvEntry;
import io.slipway.kv.KvException;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import io.slipway.kv.ProtoTable;
import io.slipway.kv.PutOptions;
import io.slipway.kv.ScanPage;
import io.slipway.kv.ScanRange;
import io.slipway.kv.ScanToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A service that knows the key-value interface and nothing else. It is compiled once, against kv-api alone, and prints what each
 * operation of a seeded program answers: the same lines, whatever provider is beside it.
 *
 * <p>Arguments: seed, number of operations.
 */
public final class InventoryService {

    private static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();
    private static final String ITEMS = "items";
    private static final String SHELVES = "shelves";
    private static final String EVENTS = "events";

    private final KvStore store;
    private final Random random;
    private final ProtoTable<StringValue> items;

    private InventoryService(KvStore store, long seed) {
        this.store = store;
        this.random = new Random(seed);
        this.items = store.table(ITEMS, StringValue.parser());
    }

    public static void main(String[] args) {
        try (KvStore store = KvStore.open(KvConfig.fromEnvironment())) {
            new InventoryService(store, Long.parseLong(args[0])).run(Integer.parseInt(args[1]));
        }
    }

    private void run(int operations) {
        for (int i = 0; i < operations; i++) {
            step(i);
        }
        expiry();
        typed();
        refused();
        large();
        everything();
    }

    private void step(int number) {
        String name = List.of(ITEMS, SHELVES, EVENTS).get(random.nextInt(3));
        KvTable table = store.table(name);
        ByteString key = key();
        switch (random.nextInt(12)) {
            case 0, 1 -> print(number, "get " + name, () -> table.get(key).map(InventoryService::text));
            case 2 -> print(number, "getAsync " + name, () -> table.getAsync(key)
                    .thenApply(found -> found.map(InventoryService::text))
                    .toCompletableFuture()
                    .join());
            case 3 -> print(number, "exists " + name, () -> table.exists(key));
            case 4 -> {
                List<ByteString> keys = List.of(key, key(), key(), key());
                print(number, "getMany " + name, () -> text(table.getMany(keys)));
            }
            case 5, 6 -> {
                ByteString value = value();
                print(number, "put " + name, () -> done(() -> table.put(key, value)));
            }
            case 7 -> {
                ByteString value = value();
                print(number, "putAsync " + name, () -> table.putAsync(key, value, PutOptions.ttl(Duration.ofHours(1)))
                        .toCompletableFuture()
                        .join());
            }
            case 8 -> {
                Map<ByteString, ByteString> entries = new TreeMap<>(ORDER);
                for (int i = random.nextInt(20); i >= 0; i--) {
                    entries.put(key(), value());
                }
                print(number, "putMany " + name, () -> done(() -> table.putMany(entries, PutOptions.none())));
            }
            case 9 -> print(number, "delete " + name, () -> done(() -> table.delete(key)));
            case 10 -> {
                KvBatch batch = store.batch().delete(name, key);
                for (int i = random.nextInt(12); i >= 0; i--) {
                    batch.put(List.of(ITEMS, SHELVES, EVENTS).get(i % 3), key(), value());
                }
                print(number, "batch of " + batch.size(), () -> done(batch::commit));
            }
            default -> print(number, "scan " + SHELVES, () -> scan(SHELVES, "shelf" + random.nextInt(4) + "/"));
        }
    }

    private void expiry() {
        KvTable table = store.table(SHELVES);
        ByteString brief = ByteString.copyFromUtf8("ttl/brief");
        ByteString kept = ByteString.copyFromUtf8("ttl/kept");
        table.put(brief, value(), PutOptions.ttl(Duration.ofSeconds(2)));
        table.put(kept, value(), PutOptions.ttl(Duration.ofSeconds(2)));
        table.put(kept, ByteString.copyFromUtf8("kept"));
        print(0, "before expiry", () -> table.exists(brief));
        long start = System.nanoTime();
        while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(4)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        print(0, "after expiry", () -> text(table.getMany(List.of(brief, kept))));
        print(0, "scan after expiry", () -> scan(SHELVES, "ttl/"));
    }

    private void typed() {
        ByteString key = ByteString.copyFromUtf8("shelf1/typed");
        items.put(key, StringValue.of("grüße"));
        print(0, "typed get", () -> items.get(key).map(StringValue::getValue));
        ByteString overlong = ByteString.copyFrom(new byte[] {0x18, 0x01, 0x0a, 0x01, 'x', 0x0a, 0x01, 'y'});
        items.raw().put(key, overlong);
        print(0, "typed get of foreign bytes", () -> items.get(key).map(StringValue::getValue));
        print(0, "the same bytes again", () -> items.raw().get(key).map(overlong::equals));
        print(0, "wrong type", () -> store.table(ITEMS, Int64Value.parser()).get(ByteString.copyFromUtf8("none")));
        items.raw().put(key, ByteString.copyFrom(new byte[] {0x0a, 0x7f}));
        print(0, "no message", () -> items.get(key));
    }

    private void refused() {
        KvTable table = store.table(ITEMS);
        ByteString key = ByteString.copyFromUtf8("shelf1/refused");
        print(0, "empty key", () -> table.get(ByteString.EMPTY));
        print(0, "long ttl", () -> done(() -> table.put(key, key, PutOptions.ttl(Duration.ofDays(9_999)))));
        print(0, "too many keys", () -> table.getMany(numbered(10_001)));
        print(0, "no such name", () -> store.table("No-Table"));
        print(0, "no page", () -> table.scanAll(ScanToken.START, 0));
        KvBatch batch = store.batch();
        numbered(1_001).forEach(each -> batch.put(ITEMS, each, key));
        print(0, "too large a batch", () -> done(batch::commit));
        print(0, "nothing changed", () -> table.exists(key));
    }

    private void large() {
        KvTable table = store.table(EVENTS);
        ByteString key = ByteString.copyFromUtf8("shelf2/large");
        for (int bytes : new int[] {2_500_000, 1_048_577, 10}) {
            byte[] value = new byte[bytes];
            random.nextBytes(value);
            table.put(key, ByteString.copyFrom(value));
            print(0, "large " + bytes, () -> table.get(key).map(InventoryService::text));
        }
    }

    private void everything() {
        for (String name : List.of(ITEMS, SHELVES, EVENTS)) {
            Map<ByteString, ByteString> rows = new TreeMap<>(ORDER);
            for (ScanToken split : store.table(name).scanAllSplits(4)) {
                ScanPage page = store.table(name).scanAll(split, 37);
                page.entries().forEach(entry -> rows.put(entry.key(), entry.value()));
                while (page.next().isPresent()) {
                    page = store.table(name).scanAll(page.next().get(), 37);
                    page.entries().forEach(entry -> rows.put(entry.key(), entry.value()));
                }
            }
            rows.forEach((key, value) -> print(0, name, () -> text(key) + " = " + text(value)));
        }
    }

    private List<String> scan(String name, String prefix) {
        ScanRange range = ScanRange.prefix(ByteString.copyFromUtf8(prefix)).limit(7);
        List<KvEntry> seen = new ArrayList<>();
        ScanPage page = store.table(name).scan(range);
        seen.addAll(page.entries());
        while (page.next().isPresent()) {
            page = store.table(name).scan(range.resume(page.next().get()));
            seen.addAll(page.entries());
        }
        return seen.stream()
                .map(entry -> text(entry.key()) + "=" + text(entry.value()))
                .toList();
    }

    private ByteString key() {
        return ByteString.copyFromUtf8("shelf" + random.nextInt(4) + "/item" + random.nextInt(25));
    }

    private ByteString value() {
        byte[] value = new byte[random.nextInt(60)];
        random.nextBytes(value);
        return ByteString.copyFrom(value);
    }

    private static List<ByteString> numbered(int count) {
        List<ByteString> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(ByteString.copyFromUtf8("shelf3/" + i));
        }
        return keys;
    }

    private static Object done(Runnable call) {
        call.run();
        return "done";
    }

    private static String text(ByteString bytes) {
        return bytes.size() + "#" + Integer.toHexString(bytes.hashCode());
    }

    private static String text(Map<ByteString, ByteString> found) {
        Map<ByteString, ByteString> sorted = new TreeMap<>(ORDER);
        sorted.putAll(found);
        StringBuilder text = new StringBuilder();
        sorted.forEach((key, value) -> text.append(text(key)).append('=').append(text(value)).append(' '));
        return text.toString();
    }

    private static void print(int number, String what, Supplier<Object> call) {
        String answer;
        try {
            answer = String.valueOf(call.get());
        } catch (CompletionException e) {
            answer = e.getCause().toString();
        } catch (KvException e) {
            answer = e.toString();
        }
        System.out.println(number + " " + what + ": " + answer);
    }
}
