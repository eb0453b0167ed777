package io.slipway.demo.truth;

import com.google.protobuf.ByteString;
import io.slipway.demo.traffic.Expectation;
import io.slipway.demo.traffic.Ledger;
import io.slipway.kv.KvBounds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Judges one table's rows against the ledger. For one thread; each row once, then {@link #verdict}. */
final class Judge {
    private static final int EXAMPLES_MAX = 5;

    private final Ledger ledger;
    private final String table;
    private final long startSecond;
    private final Set<ByteString> seen = new HashSet<>();
    private final List<String> examples = new ArrayList<>();
    private long lostWrites;
    private long resurrectedDeletes;
    private long wrongExpiries;

    /** @param startSecond when the rows began to be read, seconds since 1970 */
    Judge(Ledger ledger, String table, long startSecond) {
        this.ledger = ledger;
        this.table = table;
        this.startSecond = startSecond;
    }

    /** A row that is there. */
    void row(ByteString key, ByteString value, long expirySecond) {
        seen.add(key);
        List<Expectation> expected = ledger.expected(table, key);
        List<Expectation> alike = expected.stream()
                .filter(state -> state.matches(value, startSecond))
                .toList();
        if (alike.isEmpty()) {
            if (expected.stream().allMatch(state -> state.surelyAbsent(startSecond))) {
                resurrectedDeletes++;
                note(key, "has " + value.size() + " bytes, expected nothing");
            } else {
                lostWrites++;
                note(key, "has " + value.size() + " bytes that are none of those acknowledged");
            }
        } else if (alike.stream().noneMatch(state -> state.allowsExpiry(expirySecond))) {
            wrongExpiries++;
            note(key, "expires at " + expirySecond + ", expected " + alike);
        }
    }

    /** The rest of the ledger's keys are not there. */
    Findings verdict(long endSecond) {
        Set<ByteString> keys = ledger.keys(table);
        for (ByteString key : keys) {
            if (!seen.contains(key) && !ledger.allows(table, key, null, endSecond)) {
                lostWrites++;
                note(key, "is absent, expected " + ledger.expected(table, key));
            }
        }
        Set<ByteString> all = new HashSet<>(keys);
        all.addAll(seen);
        return new Findings(all.size(), lostWrites, resurrectedDeletes, wrongExpiries, List.copyOf(examples));
    }

    private void note(ByteString key, String what) {
        if (examples.size() < EXAMPLES_MAX) {
            examples.add(KvBounds.describe(table, "final check", key) + ": " + what);
        }
    }
}
