package io.slipway.testkit.sim;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBatch;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvTable;
import io.slipway.kv.PutOptions;
import io.slipway.spi.StoredValue;
import io.slipway.testkit.sim.History.Place;
import io.slipway.testkit.sim.History.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A caller of the key-value interface: one call after the other, each drawn from the seed and entered into the history. */
final class SimClient {

    private static final int THINK_MILLIS_MAX = 60;
    private static final int TTL_SECONDS_MAX = 4;

    private final SimWorld world;
    private final SimService service;
    private final SplittableRandom random;
    private final String name;

    SimClient(SimWorld world, SimService service, SplittableRandom random) {
        this.world = world;
        this.service = service;
        this.random = random;
        this.name = service.process().name();
    }

    void start() {
        next();
    }

    private void next() {
        service.process().schedule(Duration.ofMillis(random.nextInt(THINK_MILLIS_MAX)), () -> {
            if (world.serving()) {
                step().whenComplete((done, thrown) -> next());
            }
        });
    }

    private CompletionStage<?> step() {
        int dice = random.nextInt(100);
        Place place = world.draw(random);
        world.called(service.process(), place.table());
        if (dice < 34) {
            return put(place, value(random.nextInt(8)), PutOptions.none());
        } else if (dice < 42) {
            return put(place, value(random.nextInt(8)), ttl());
        } else if (dice < 49) {
            return put(
                    place, value(SimWorld.CHUNK_BYTES + random.nextInt(2 * SimWorld.CHUNK_BYTES)), PutOptions.none());
        } else if (dice < 62) {
            return delete(place);
        } else if (dice < 78) {
            return get(place);
        } else if (dice < 84) {
            return getMany(place.table());
        } else if (dice < 88) {
            return get(place).thenCompose(seen -> put(place, value(random.nextInt(8)), PutOptions.none()));
        } else if (dice < 97) {
            return batch();
        } else {
            return scanAll(place.table());
        }
    }

    private long now() {
        return world.scheduler().nowNanos();
    }

    private ByteString value(int more) {
        String id = world.nextValue() + "|";
        return ByteString.copyFromUtf8(id + "x".repeat(more));
    }

    private PutOptions ttl() {
        return PutOptions.ttl(Duration.ofSeconds(1 + random.nextInt(TTL_SECONDS_MAX)));
    }

    private Write begin(Place place, @Nullable ByteString value, PutOptions options, long group) {
        long expiry = value == null
                ? StoredValue.NEVER
                : KvBounds.expirySecond(
                        place.table(),
                        "put",
                        place.key(),
                        options,
                        service.process().now());
        return world.history().begin(place, value, expiry, service.process().number(), group, now());
    }

    private CompletionStage<?> put(Place place, ByteString value, PutOptions options) {
        Write write = begin(place, value, options, world.history().group());
        return ended(List.of(write), table(place).putAsync(place.key(), value, options));
    }

    private CompletionStage<?> delete(Place place) {
        Write write = begin(place, null, PutOptions.none(), world.history().group());
        return ended(List.of(write), table(place).deleteAsync(place.key()));
    }

    private CompletionStage<?> batch() {
        Set<Place> places = new LinkedHashSet<>();
        int size = 2 + random.nextInt(3);
        while (places.size() < size) {
            places.add(world.draw(random));
        }
        long group = world.history().group();
        KvBatch batch = service.store().batch();
        List<Write> writes = new ArrayList<>();
        for (Place place : places) {
            if (random.nextInt(4) == 0) {
                writes.add(begin(place, null, PutOptions.none(), group));
                batch.delete(place.table(), place.key());
            } else {
                ByteString value = value(random.nextInt(8) == 0 ? 2 * SimWorld.CHUNK_BYTES : 0);
                PutOptions options = random.nextInt(5) == 0 ? ttl() : PutOptions.none();
                writes.add(begin(place, value, options, group));
                batch.put(place.table(), place.key(), value, options);
            }
        }
        return ended(writes, batch.commitAsync());
    }

    /** Enters the outcome. What fails does not stop the client. */
    private CompletionStage<?> ended(List<Write> writes, CompletionStage<Void> call) {
        return call.handle((done, thrown) -> {
            world.scheduler().note(thrown == null ? 1 : 2);
            for (Write write : writes) {
                if (thrown == null) {
                    world.history().acknowledged(write, now());
                } else if (SimLink.surelyNotApplied(unwrapped(thrown))) {
                    world.history()
                            .refused(write, String.valueOf(unwrapped(thrown).getMessage()));
                }
            }
            world.answered(thrown);
            return thrown == null;
        });
    }

    private static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private CompletionStage<?> get(Place place) {
        long start = now();
        return table(place).getAsync(place.key()).handle((found, thrown) -> {
            if (thrown == null) {
                world.history().read(place, found.orElse(null), start, now(), name);
            }
            world.answered(thrown);
            return thrown == null;
        });
    }

    private CompletionStage<?> getMany(String table) {
        long start = now();
        List<Place> places = SimKeys.places(table);
        return service.store()
                .table(table)
                .getManyAsync(places.stream().map(Place::key).toList())
                .handle((found, thrown) -> {
                    if (thrown == null) {
                        places.forEach(place ->
                                world.history().read(place, found.get(place.key()), start, now(), name + " getMany"));
                    }
                    world.answered(thrown);
                    return thrown == null;
                });
    }

    private CompletionStage<?> scanAll(String table) {
        long start = now();
        return service.store()
                .table(table)
                .scanAllAsync(io.slipway.kv.ScanToken.START, 100)
                .handle((page, thrown) -> {
                    if (thrown == null) {
                        page.entries().forEach(entry -> world.history()
                                .read(new Place(table, entry.key()), entry.value(), start, now(), name + " scanAll"));
                    }
                    world.answered(thrown);
                    return thrown == null;
                });
    }

    private KvTable table(Place place) {
        return service.store().table(place.table());
    }
}
