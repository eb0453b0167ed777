package io.slipway.demo.playground;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvException;
import io.slipway.kv.KvStore;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A service that reads and writes both tables and tells now and then how it fares. It knows the key-value interface and nothing else. */
final class PlaygroundService implements AutoCloseable {

    private static final Duration TELL_EVERY = Duration.ofSeconds(10);
    private static final int THREADS = 4;

    private final String name;
    private final KvStore store;
    private final int rows;
    private final ScheduledExecutorService pacer = new ScheduledThreadPoolExecutor(THREADS);
    private final LongAdder calls = new LongAdder();
    private final LongAdder failures = new LongAdder();

    private PlaygroundService(String name, KvStore store, int rows) {
        this.name = name;
        this.store = store;
        this.rows = rows;
    }

    static PlaygroundService start(String name, KvConfig config, int rows, int rate) {
        PlaygroundService service = new PlaygroundService(name, KvStore.open(config.with("service", name)), rows);
        service.pacer.scheduleAtFixedRate(
                service::call, 0, TimeUnit.SECONDS.toMicros(1) / Math.max(1, rate), TimeUnit.MICROSECONDS);
        service.pacer.scheduleAtFixedRate(
                service::tell, TELL_EVERY.toSeconds(), TELL_EVERY.toSeconds(), TimeUnit.SECONDS);
        return service;
    }

    String name() {
        return name;
    }

    private void call() {
        int i = ThreadLocalRandom.current().nextInt(rows);
        boolean sample = ThreadLocalRandom.current().nextBoolean();
        String table = sample ? PlaygroundTables.SAMPLES : PlaygroundTables.SIGHTINGS;
        ByteString key = sample ? PlaygroundTables.sample(i) : PlaygroundTables.sighting(i);
        try {
            if (ThreadLocalRandom.current().nextInt(4) == 0) {
                store.table(table)
                        .put(key, ByteString.copyFromUtf8("{\"number\": " + i + ", \"by\": \"" + name + "\"}"));
            } else {
                store.table(table).get(key);
            }
            calls.increment();
        } catch (KvException e) {
            failures.increment();
            System.out.println(name + ": " + e.getMessage());
        }
    }

    private void tell() {
        System.out.printf("%s: %,d calls answered, %,d failed%n", name, calls.sum(), failures.sum());
    }

    @Override
    public void close() {
        pacer.shutdownNow();
        store.close();
    }
}
