package io.slipway.it;

import com.google.protobuf.ByteString;
import io.slipway.spi.StoredValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the writers of one table were told: per key the states that it may be in. There are several only behind a write whose outcome is
 * unknown, until the next acknowledged one. Each key has one writer; safe for many of them.
 */
final class Ledger {
    private final Map<ByteString, Set<Optional<StoredValue>>> states = new ConcurrentHashMap<>();

    /** The write was answered: nothing else can be there. */
    void acknowledged(ByteString key, Optional<StoredValue> state) {
        states.put(key, Set.of(state));
    }

    /** The write may be applied, or not. */
    void unknown(ByteString key, Optional<StoredValue> state) {
        Set<Optional<StoredValue>> more = new HashSet<>(possible(key));
        more.add(state);
        states.put(key, Set.copyOf(more));
    }

    Set<Optional<StoredValue>> possible(ByteString key) {
        return states.getOrDefault(key, Set.of(Optional.empty()));
    }

    /** Whether a read at {@code now} may answer with these bytes; {@code now} lies within the read. */
    boolean allows(ByteString key, Optional<ByteString> read) {
        return possible(key).stream()
                .anyMatch(state -> state.map(StoredValue::value).equals(read));
    }

    int keys() {
        return states.size();
    }

    /** What of {@code found} contradicts this ledger, a line each: lost, changed, back from the dead, or from nowhere. */
    List<String> contradictions(Map<ByteString, StoredValue> found, Instant now) {
        List<String> wrong = new ArrayList<>();
        states.forEach((key, possible) -> {
            Optional<StoredValue> state = Optional.ofNullable(found.get(key));
            boolean allowed = possible.contains(state)
                    || (state.isEmpty()
                            && possible.stream().flatMap(Optional::stream).anyMatch(value -> value.expiredAt(now)));
            if (!allowed) {
                wrong.add(key.toStringUtf8() + " is " + text(state) + ", and should be "
                        + possible.stream().map(Ledger::text).toList());
            }
        });
        found.forEach((key, value) -> {
            if (!states.containsKey(key)) {
                wrong.add(key.toStringUtf8() + " is " + text(Optional.of(value)) + ", and nobody wrote it");
            }
        });
        return wrong;
    }

    private static String text(Optional<StoredValue> state) {
        return state.map(stored -> stored.value().size() + " bytes #"
                        + Integer.toHexString(stored.value().hashCode())
                        + (stored.expires() ? " until " + stored.expirySecond() : ""))
                .orElse("absent");
    }
}
