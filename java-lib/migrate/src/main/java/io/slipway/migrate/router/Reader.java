package io.slipway.migrate.router;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.migrate.Count;
import io.slipway.migrate.Counters;
import io.slipway.migrate.audit.ReadAuditor;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedValue;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The read path by key: one attempt under given routes. Thread-safe. */
final class Reader {

    private final SourceStore source;
    private final VersionClock clock;
    private final Trust trust;
    private final ReadAuditor auditor;
    private final Counters counters;
    private final RouterListener listener;

    Reader(
            SourceStore source,
            VersionClock clock,
            Trust trust,
            ReadAuditor auditor,
            Counters counters,
            RouterListener listener) {
        this.source = source;
        this.clock = clock;
        this.trust = trust;
        this.auditor = auditor;
        this.counters = counters;
        this.listener = listener;
    }

    /** The values of those keys that are present. */
    CompletionStage<Map<ByteString, ByteString>> getMany(
            Call<?> call, RoutedName name, Entered routes, Collection<ByteString> keys) {
        return route(name, routes, () -> fromSource(routes.of(name), keys), () -> TargetAttempts.read(
                        call, () -> readTarget(call, name, keys))
                .thenApply(found -> fromTarget(name, found)));
    }

    /** Ends the attempt of {@code call} with the value of that key. */
    void get(Call<Optional<ByteString>> call, RoutedName name, Entered routes, ByteString key) {
        Route route = routes.of(name);
        if (!route.readsTarget()) {
            source.read(route.table(), List.of(key)).whenComplete(new SourceGet(call, name, routes, key));
        } else if (trust.holds()) {
            new TargetGet(call, name, routes, key).begin();
        } else {
            call.endsAs(
                    routes,
                    getMany(call, name, routes, List.of(key)).thenApply(found -> Optional.ofNullable(found.get(key))));
        }
    }

    /** The way of reads by key before that, which hears of the source's answer itself. */
    private final class SourceGet implements BiConsumer<Map<ByteString, StoredValue>, Throwable> {

        private final Call<Optional<ByteString>> call;
        private final RoutedName name;
        private final Entered routes;
        private final ByteString key;

        SourceGet(Call<Optional<ByteString>> call, RoutedName name, Entered routes, ByteString key) {
            this.call = call;
            this.name = name;
            this.routes = routes;
            this.key = key;
        }

        @Override
        public void accept(Map<ByteString, StoredValue> found, @Nullable Throwable thrown) {
            if (thrown != null) {
                call.failed(routes, thrown);
                return;
            }
            try {
                audit(routes.of(name), List.of(key), found);
            } catch (RuntimeException e) {
                call.failed(routes, e);
                return;
            }
            StoredValue value = found.get(key);
            call.succeeded(value == null ? Optional.empty() : Optional.of(value.value()));
        }
    }

    /** The way of nearly all reads once a table has moved: by key, from the target, by a trusted view. */
    private final class TargetGet extends TargetAttempts<Optional<VersionedValue>> {

        private final Call<Optional<ByteString>> call;
        private final RoutedName name;
        private final Entered routes;
        private final ByteString key;

        TargetGet(Call<Optional<ByteString>> call, RoutedName name, Entered routes, ByteString key) {
            super(call, Purpose.READ);
            this.call = call;
            this.name = name;
            this.routes = routes;
            this.key = key;
        }

        @Override
        CompletionStage<Optional<VersionedValue>> request() {
            return readTarget(call, name, key);
        }

        @Override
        void succeeded(Optional<VersionedValue> found) {
            if (trust.holds()) {
                call.succeeded(fromTarget(name, found));
            } else {
                failed(noLongerTrusted());
            }
        }

        @Override
        void failed(Throwable thrown) {
            call.failed(routes, thrown);
        }
    }

    private static CompletionStage<Optional<VersionedValue>> readTarget(Call<?> call, RoutedName name, ByteString key) {
        TargetTable target = target(name);
        return target.keyRefusal(key).isPresent()
                ? CompletableFuture.completedFuture(Optional.empty())
                : target.read(key, call.remaining());
    }

    private Optional<ByteString> fromTarget(RoutedName name, Optional<VersionedValue> found) {
        if (found.isEmpty()) {
            return Optional.empty();
        }
        VersionedValue value = found.get();
        observe(name, value.version());
        return Optional.of(value.stored().value());
    }

    /** Asks the side that serves reads under the table's route, as the package says of trust. */
    <T> CompletionStage<T> route(
            RoutedName name,
            Entered routes,
            Supplier<CompletionStage<T>> atSource,
            Supplier<CompletionStage<T>> atTarget) {
        Route route = routes.of(name);
        if (!route.readsTarget()) {
            return atSource.get();
        }
        if (trust.holds()) {
            return atTarget.get().thenApply(this::ifStillTrusted);
        }
        return trust.renewed(routes).thenCompose(trusted -> {
            if (trusted) {
                return atTarget.get().thenApply(this::ifStillTrusted);
            }
            return route.targetOnly() ? CompletableFuture.failedFuture(Trust.untrusted()) : atSource.get();
        });
    }

    private <T> T ifStillTrusted(T answer) {
        if (!trust.holds()) {
            throw noLongerTrusted();
        }
        return answer;
    }

    private static StoreException noLongerTrusted() {
        return Trust.outdated("the answer came when this process's view was no longer trusted");
    }

    private CompletionStage<Map<ByteString, ByteString>> fromSource(Route route, Collection<ByteString> keys) {
        return source.read(route.table(), keys).thenApply(found -> {
            audit(route, keys, found);
            return values(found, StoredValue::value);
        });
    }

    private void audit(Route route, Collection<ByteString> keys, Map<ByteString, StoredValue> found) {
        TableConfig config = route.config();
        TargetTable target = route.target();
        if (route.audited() && config != null && target != null) {
            auditor.offer(config, target, keys, found);
        }
    }

    private static CompletionStage<Map<ByteString, VersionedValue>> readTarget(
            Call<?> call, RoutedName name, Collection<ByteString> keys) {
        TargetTable target = target(name);
        List<ByteString> possible = new ArrayList<>(keys.size());
        for (ByteString key : keys) {
            if (target.keyRefusal(key).isEmpty()) {
                possible.add(key);
            }
        }
        if (possible.size() == 1) {
            ByteString key = possible.get(0);
            return target.read(key, call.remaining())
                    .thenApply(found -> found.map(value -> Map.of(key, value)).orElse(Map.of()));
        }
        return possible.isEmpty()
                ? CompletableFuture.completedFuture(Map.of())
                : target.readMany(possible, call.remaining());
    }

    private Map<ByteString, ByteString> fromTarget(RoutedName name, Map<ByteString, VersionedValue> found) {
        found.values().forEach(value -> observe(name, value.version()));
        return values(found, value -> value.stored().value());
    }

    /** A write that follows a read must sort behind what was read. */
    void observe(RoutedName name, long version) {
        if (!clock.observe(version)) {
            counters.increment(name.name(), Count.VERSIONS_AHEAD);
            listener.versionAhead(name.name(), version, clock.nowMicros());
        }
    }

    private static <V> Map<ByteString, ByteString> values(Map<ByteString, V> found, Function<V, ByteString> value) {
        if (found.isEmpty()) {
            return Map.of();
        }
        Map<ByteString, ByteString> values = new HashMap<>(found.size() * 2);
        found.forEach((key, stored) -> values.put(key, value.apply(stored)));
        return values;
    }

    /** The table as it is open now: a call that waits for the target picks it up as soon as it is opened. */
    static TargetTable target(RoutedName name) {
        TargetTable open = name.current().target();
        if (open == null) {
            throw unopened(name);
        }
        return open;
    }

    private static StoreException unopened(RoutedName name) {
        return new StoreException(
                StoreException.Kind.UNAVAILABLE,
                KvErrorCode.TARGET_UNAVAILABLE,
                "the target table of '" + name.name() + "' could not be opened yet");
    }
}
