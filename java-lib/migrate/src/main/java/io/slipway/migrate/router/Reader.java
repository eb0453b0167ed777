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
import java.util.function.Function;
import java.util.function.Supplier;

/** The read path by key: one attempt under a given route. Thread-safe. */
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
    CompletionStage<Map<ByteString, ByteString>> attempt(
            Call<?> call, RoutedName name, Route route, Collection<ByteString> keys) {
        return route(name, route, () -> fromSource(route, keys), () -> TargetAttempts.read(
                        call, () -> readTarget(call, name, keys))
                .thenApply(found -> fromTarget(name, found)));
    }

    /** The value of that key. */
    CompletionStage<Optional<ByteString>> attempt(Call<?> call, RoutedName name, Route route, ByteString key) {
        return route(
                name,
                route,
                () -> fromSource(route, List.of(key)).thenApply(found -> Optional.ofNullable(found.get(key))),
                () -> TargetAttempts.read(call, () -> readTarget(call, name, key))
                        .thenApply(found -> fromTarget(name, found)));
    }

    private static CompletionStage<Optional<VersionedValue>> readTarget(Call<?> call, RoutedName name, ByteString key) {
        TargetTable target = name.current().openTarget().orElseThrow(() -> unopened(name));
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

    /** Asks the side that serves reads under {@code route}, as the package says of trust. */
    <T> CompletionStage<T> route(
            RoutedName name,
            Route route,
            Supplier<CompletionStage<T>> atSource,
            Supplier<CompletionStage<T>> atTarget) {
        if (!route.readsTarget()) {
            return atSource.get();
        }
        if (trust.holds()) {
            return atTarget.get().thenApply(this::ifStillTrusted);
        }
        return trust.renewed(Map.of(name, route)).thenCompose(trusted -> {
            if (trusted) {
                return atTarget.get().thenApply(this::ifStillTrusted);
            }
            return route.targetOnly() ? CompletableFuture.failedFuture(Trust.untrusted()) : atSource.get();
        });
    }

    private <T> T ifStillTrusted(T answer) {
        if (!trust.holds()) {
            throw Trust.outdated("the answer came when this process's view was no longer trusted");
        }
        return answer;
    }

    private CompletionStage<Map<ByteString, ByteString>> fromSource(Route route, Collection<ByteString> keys) {
        return source.read(route.table(), keys).thenApply(found -> {
            TableConfig config = route.config();
            TargetTable target = route.target();
            if (route.audited() && config != null && target != null) {
                auditor.offer(config, target, keys, found);
            }
            return values(found, StoredValue::value);
        });
    }

    private static CompletionStage<Map<ByteString, VersionedValue>> readTarget(
            Call<?> call, RoutedName name, Collection<ByteString> keys) {
        TargetTable target = name.current().openTarget().orElseThrow(() -> unopened(name));
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

    static StoreException unopened(RoutedName name) {
        return new StoreException(
                StoreException.Kind.UNAVAILABLE,
                KvErrorCode.TARGET_UNAVAILABLE,
                "the target table of '" + name.name() + "' could not be opened yet");
    }
}
