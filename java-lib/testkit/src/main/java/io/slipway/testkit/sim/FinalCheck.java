package io.slipway.testkit.sim;

import com.google.protobuf.ByteString;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedValue;
import io.slipway.spi.source.OutboxStatus;
import io.slipway.testkit.memory.Link;
import io.slipway.testkit.sim.History.Place;
import io.slipway.testkit.sim.Tampering.Ports;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Judges a world that has come to rest. */
final class FinalCheck {

    private static final Duration READ_WAIT = Duration.ofSeconds(5);

    private final SimWorld world;
    private final Ports stores;

    FinalCheck(SimWorld world) {
        this.world = world;
        this.stores = world.direct();
    }

    void run() {
        world.stuck().forEach((table, why) -> world.violated("table " + table + " never arrived: " + why));
        for (TableSpec spec : SimWorld.TABLES) {
            outboxIsEmpty(spec.name());
            if (!now(stores.source().state(spec.name())).sealed()) {
                sidesAreEqual(spec);
            }
        }
        Map<Place, ByteString> last = new HashMap<>();
        world.services().forEach(service -> readAll(service, last));
        world.history().settled(last);
    }

    private void outboxIsEmpty(String table) {
        OutboxStatus status = now(stores.source().outboxStatus(table));
        if (status.depth() > 0 || status.parked() > 0) {
            world.violated("the outbox of " + table + " did not become empty: " + status);
        }
    }

    private void sidesAreEqual(TableSpec spec) {
        List<ByteString> keys =
                SimKeys.places(spec.name()).stream().map(Place::key).toList();
        Map<ByteString, StoredValue> source =
                now(stores.source().fencedRead(spec.name(), keys)).found();
        for (ByteString key : keys) {
            StoredValue found = target(spec, key);
            StoredValue expected = source.get(key);
            if (!Objects.equals(found, expected) && !aboutToExpire(found) && !aboutToExpire(expected)) {
                world.violated("the target of " + spec.name() + " has " + described(found) + " for " + History.text(key)
                        + ", the source " + described(expected));
            }
        }
    }

    /** The two servers' clocks differ: near its end a value may be seen at one and not at the other. */
    private boolean aboutToExpire(@Nullable StoredValue value) {
        return value != null
                && value.expiredAt(
                        SimWorld.START.plusNanos(world.scheduler().nowNanos()).plusSeconds(1));
    }

    private static String described(@Nullable StoredValue value) {
        return value == null ? "nothing" : History.text(value.value()) + " until " + value.expirySecond();
    }

    private void readAll(SimService service, Map<Place, ByteString> last) {
        for (TableSpec spec : SimWorld.TABLES) {
            List<Place> places = SimKeys.places(spec.name());
            long start = world.scheduler().nowNanos();
            boolean[] done = {false};
            service.store()
                    .table(spec.name())
                    .getManyAsync(places.stream().map(Place::key).toList())
                    .whenComplete((found, thrown) -> {
                        done[0] = true;
                        if (thrown != null) {
                            world.violated("a calm world failed a read of " + spec.name() + ": " + thrown);
                            return;
                        }
                        long end = world.scheduler().nowNanos();
                        for (Place place : places) {
                            ByteString value = found.get(place.key());
                            world.history().read(place, value, start, end, "the end");
                            expiryIsRight(spec, place, value);
                            if (value == null) {
                                last.remove(place);
                            } else {
                                last.put(place, value);
                            }
                        }
                    });
            world.runUntil(Duration.ofNanos(start).plus(READ_WAIT), () -> done[0]);
            if (!done[0]) {
                world.violated("a calm world did not answer a read of " + spec.name());
            }
        }
    }

    private void expiryIsRight(TableSpec spec, Place place, @Nullable ByteString value) {
        StoredValue held = target(spec, place.key());
        if (value != null && held != null && held.value().equals(value)) {
            Long written = world.history().expirySecondOf(value);
            if (written != null && written != held.expirySecond()) {
                world.violated("the target expires " + History.text(value) + " at " + held.expirySecond()
                        + ", it was written until " + written);
            }
        }
    }

    private @Nullable StoredValue target(TableSpec spec, ByteString key) {
        try {
            return now(stores.target().open(spec).thenCompose(table -> table.read(key, Link.TIMEOUT_DEFAULT)))
                    .map(VersionedValue::stored)
                    .orElse(null);
        } catch (CompletionException e) {
            world.violated("the target cannot read " + History.text(key) + ": " + e.getCause());
            return null;
        }
    }

    /** What a store without a link answers, which it does at once. */
    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
