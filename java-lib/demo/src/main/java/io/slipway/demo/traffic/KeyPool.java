package io.slipway.demo.traffic;

import com.google.protobuf.ByteString;
import io.slipway.demo.model.DemoTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The keys of one table that a master lane plays with: those in use, and rows that it has retired and may take back. For one thread. */
final class KeyPool {
    /** Below this share of the keys nothing more is retired. */
    private static final double LIVE_SHARE_MIN = 0.25;

    private static final int RETIRED_GROUPS_MAX = 64;
    private static final int TRIES_FOR_A_KEY_UNDER_LOAD = 32;

    private final DemoTable table;
    private final List<ByteString> live;
    private final int liveMin;
    private final Deque<Map<ByteString, ByteString>> retired = new ArrayDeque<>();
    private final RandomGenerator random;

    KeyPool(DemoTable table, Collection<ByteString> keys, RandomGenerator random) {
        this.table = table;
        this.live = new ArrayList<>(keys);
        this.liveMin = (int) (keys.size() * LIVE_SHARE_MIN);
        this.random = random;
    }

    DemoTable table() {
        return table;
    }

    boolean isEmpty() {
        return live.isEmpty();
    }

    /** A key in use; it stays in use. */
    ByteString pick() {
        return live.get(random.nextInt(live.size()));
    }

    /** Takes keys out of use: those under load if there are such, and fewer than wanted or none if too few are left. */
    List<ByteString> take(int wanted, LoadWatch load) {
        List<ByteString> taken = new ArrayList<>();
        boolean loading = load.loading(table.tableName());
        while (taken.size() < wanted && live.size() > liveMin) {
            int index = random.nextInt(live.size());
            for (int i = 0; loading && i < TRIES_FOR_A_KEY_UNDER_LOAD; i++) {
                if (load.loading(table.tableName(), live.get(index))) {
                    break;
                }
                index = random.nextInt(live.size());
            }
            taken.add(live.get(index));
            ByteString last = live.remove(live.size() - 1);
            if (index < live.size()) {
                live.set(index, last);
            }
        }
        return taken;
    }

    /** Keeps retired rows for {@link #takeBack}; beyond a bound the oldest stay retired for ever. */
    void keep(Map<ByteString, ByteString> rows) {
        if (!rows.isEmpty()) {
            retired.addLast(rows);
        }
        if (retired.size() > RETIRED_GROUPS_MAX) {
            retired.removeFirst();
        }
    }

    /** Some retired rows, whose keys are in use again from now on. */
    Optional<Map<ByteString, ByteString>> takeBack() {
        Map<ByteString, ByteString> rows = retired.pollFirst();
        if (rows == null) {
            return Optional.empty();
        }
        live.addAll(rows.keySet());
        return Optional.of(rows);
    }
}
