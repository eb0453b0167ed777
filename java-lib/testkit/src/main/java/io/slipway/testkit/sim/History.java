package io.slipway.testkit.sim;

import com.google.protobuf.ByteString;
import io.slipway.spi.StoredValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What services did and saw, and whether a store that keeps its promises can have answered so.
 *
 * <p>A read may answer with any write that began before it ended, unless an acknowledged write of the same key began after that one had
 * taken effect, and ended before the read began (a regular register, Lamport 1986). A write with an unknown outcome may take effect at any
 * time, but once: from the first read that saw it, it has. One that surely was not applied must never be seen.
 */
final class History {

    /** The end of a write that may still take effect. */
    private static final long OPEN = Long.MAX_VALUE;

    /** How many writes of a key a violation shows, beside those whose outcome is unknown. */
    private static final int LATEST_SHOWN = 8;

    /** A place for values. */
    record Place(String table, ByteString key) {}

    /** A write of one key; null as value removes it. */
    static final class Write {
        private final Place place;
        private final @Nullable ByteString value;
        private final long expirySecond;
        private final int process;
        private final long group;
        private final long start;

        /** By when it had taken effect for sure: acknowledged, or seen by a reader. */
        private long end = OPEN;

        /** From when on every reader must see it, or a later one: what others have merely seen may be at one side only. */
        private long acknowledgedAt = OPEN;

        private @Nullable String refusal;
        private boolean seen;

        private Write(Place place, @Nullable ByteString value, long expirySecond, int process, long group, long start) {
            this.place = place;
            this.value = value;
            this.expirySecond = expirySecond;
            this.process = process;
            this.group = group;
            this.start = start;
        }

        /** Whether it took effect for sure. */
        private boolean happened() {
            return acknowledgedAt != OPEN || seen;
        }

        @Override
        public String toString() {
            return (value == null ? "delete" : "put " + text(value))
                    + (expirySecond == StoredValue.NEVER ? "" : " until second " + expirySecond)
                    + " by process " + process + " in group " + group + " at " + start / 1_000 + ".."
                    + (end == OPEN ? "?" : end / 1_000) + " us"
                    + (acknowledgedAt != OPEN
                            ? " acknowledged"
                            : refusal != null ? " refused: " + refusal : seen ? " seen" : " unknown");
        }
    }

    private final Map<Place, List<Write>> writes = new HashMap<>();
    private final Map<Long, List<Write>> groups = new TreeMap<>();
    private final Map<ByteString, Write> byValue = new HashMap<>();
    private final ToLongFunction<String> sealedAt;
    private final long skewNanos;
    private final List<String> violations = new ArrayList<>();
    private long reads;
    private long groupsBegun;

    /**
     * @param sealedAt when a table was sealed; {@link Long#MAX_VALUE} before
     * @param skewNanos how far any two wall clocks are apart: how sure the order is of two processes' writes after a seal, and expiry
     */
    History(ToLongFunction<String> sealedAt, long skewNanos) {
        this.sealedAt = sealedAt;
        this.skewNanos = skewNanos;
    }

    List<String> violations() {
        return violations;
    }

    long reads() {
        return reads;
    }

    Collection<Place> places() {
        return writes.keySet().stream()
                .sorted((a, b) -> {
                    int byTable = a.table().compareTo(b.table());
                    return byTable != 0
                            ? byTable
                            : ByteString.unsignedLexicographicalComparator().compare(a.key(), b.key());
                })
                .toList();
    }

    /** A new group of writes that happen together. */
    long group() {
        return ++groupsBegun;
    }

    Write begin(Place place, @Nullable ByteString value, long expirySecond, int process, long group, long nowNanos) {
        Write write = new Write(place, value, expirySecond, process, group, nowNanos);
        writes.computeIfAbsent(place, first -> new ArrayList<>()).add(write);
        groups.computeIfAbsent(group, first -> new ArrayList<>()).add(write);
        if (value != null) {
            byValue.put(value, write);
        }
        return write;
    }

    void acknowledged(Write write, long nowNanos) {
        write.acknowledgedAt = nowNanos;
        write.end = Math.min(write.end, nowNanos);
    }

    void refused(Write write, String why) {
        write.refusal = why;
        if (write.seen) {
            violations.add("refused, yet seen: " + write);
        }
    }

    /** A read that ran from {@code start} to {@code end} and found {@code value}. */
    void read(Place place, @Nullable ByteString value, long start, long end, String reader) {
        reads++;
        if (value == null) {
            absent(place, start, end, reader);
            return;
        }
        Write write = byValue.get(value);
        if (write == null || !write.place.equals(place)) {
            violate(place, reader, start, "a value that nobody wrote: " + text(value));
            return;
        }
        Write newer = newerThan(write, start);
        if (write.refusal != null) {
            violate(place, reader, start, "a refused write: " + write);
        } else if (newer != null) {
            violate(place, reader, start, write + ", older than " + newer);
        } else if (expirySecondPassed(write, start - skewNanos)) {
            violate(place, reader, start, "an expired value: " + write);
        }
        // It has taken effect by now, and with it its whole group.
        for (Write same : groups.getOrDefault(write.group, List.of())) {
            same.seen = true;
        }
        write.end = Math.min(write.end, end);
    }

    private void absent(Place place, long start, long end, String reader) {
        List<Write> all = writes.getOrDefault(place, List.of());
        boolean possible = false;
        for (int i = all.size() - 1; i >= 0 && !possible; i--) {
            Write write = all.get(i);
            possible = write.refusal == null
                    && (write.value == null || expirySecondPassed(write, end + skewNanos))
                    && newerThan(write, start) == null;
        }
        possible = possible || all.stream().noneMatch(write -> write.acknowledgedAt < start);
        if (!possible) {
            violate(place, reader, start, "nothing, though there must be a value");
        }
    }

    /** A write that must have replaced {@code old} before {@code before}; null if there is none. */
    private @Nullable Write newerThan(Write old, long before) {
        if (old.end == OPEN) {
            return null;
        }
        long sealed = sealedAt.applyAsLong(old.place.table());
        List<Write> all = writes.getOrDefault(old.place, List.of());
        for (int i = all.size() - 1; i >= 0 && all.get(i).start > old.end; i--) {
            Write write = all.get(i);
            boolean unsure = old.end >= sealed && old.process != write.process;
            if (write.acknowledgedAt < before && write.start > old.end + (unsure ? skewNanos : 0)) {
                return write;
            }
        }
        return null;
    }

    /** Of a group that happened, every key must end with the group's write or one that may have come later. */
    void settled(Map<Place, ByteString> last) {
        groups.forEach((group, members) -> {
            if (members.size() > 1 && members.stream().anyMatch(Write::happened)) {
                members.forEach(member -> settled(member, last.get(member.place), members));
            }
        });
    }

    private void settled(Write member, @Nullable ByteString found, List<Write> group) {
        Write holder = found == null ? null : byValue.get(found);
        if (holder == member || (found == null && member.value == null)) {
            return;
        }
        boolean unsure = member.start >= sealedAt.applyAsLong(member.place.table()) - skewNanos;
        boolean explained = writes.getOrDefault(member.place, List.of()).stream()
                .filter(write -> write != member && write.refusal == null)
                .filter(write -> Objects.equals(write.value, found)
                        || (found == null && write.expirySecond != StoredValue.NEVER))
                .anyMatch(write -> write.end + (unsure && write.end != OPEN ? skewNanos : 0) >= member.start);
        if (!explained && !(found == null && member.expirySecond != StoredValue.NEVER)) {
            violate(
                    member.place,
                    "the end",
                    OPEN,
                    (found == null ? "nothing" : text(found)) + " where the rest of its batch happened: "
                            + group.stream()
                                    .map(write -> write.place.table() + "/" + text(write.place.key()) + " " + write)
                                    .toList());
        }
    }

    /** The second at which the value that is there expires. */
    @Nullable
    Long expirySecondOf(ByteString value) {
        Write write = byValue.get(value);
        return write == null ? null : write.expirySecond;
    }

    private static boolean expirySecondPassed(Write write, long nanos) {
        return write.expirySecond != StoredValue.NEVER
                && SimWorld.START.plusNanos(nanos).getEpochSecond() >= write.expirySecond;
    }

    private void violate(Place place, String reader, long at, String what) {
        StringBuilder text = new StringBuilder(reader)
                .append(" at ")
                .append(at / 1_000)
                .append(" us read of ")
                .append(place.table())
                .append('/')
                .append(text(place.key()))
                .append(": ")
                .append(what);
        List<Write> all = writes.getOrDefault(place, List.of());
        all.stream()
                .filter(write -> write.end == OPEN || all.indexOf(write) >= all.size() - LATEST_SHOWN)
                .forEach(write -> text.append("\n      ").append(write));
        violations.add(text.toString());
    }

    static String text(ByteString bytes) {
        String text = bytes.substring(0, Math.min(12, bytes.size())).toStringUtf8();
        return "'" + text + "'(" + bytes.size() + ")";
    }
}
