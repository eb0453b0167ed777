package io.slipway.demo.analysis;

import com.google.protobuf.ByteString;
import io.slipway.demo.v1.StringUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Keeps the {@code size} strings of smallest rank among all that are added, with all samples that hold them: a
 * bottom-k sketch. A string that is dropped ranks above {@code size} others and stays there, so the kept ones miss no
 * sample, and memory is bounded by {@code size} whatever the input. Not thread-safe.
 */
final class StringSketch {
    /** How many hashes a record lists; a string such as a common class name occurs in most samples. */
    static final int SAMPLES_LISTED_MAX = 64;

    private static final Comparator<ByteString> BY_BYTES = ByteString.unsignedLexicographicalComparator();

    private static final class Use {
        private final String text;
        private final long rank;
        private final TreeSet<ByteString> smallest = new TreeSet<>(BY_BYTES);
        private int count;

        Use(String text, long rank) {
            this.text = text;
            this.rank = rank;
        }

        void add(ByteString sha256) {
            count++;
            smallest.add(sha256);
            if (smallest.size() > SAMPLES_LISTED_MAX) {
                smallest.pollLast();
            }
        }

        StringUse toMessage() {
            return StringUse.newBuilder()
                    .setText(text)
                    .setSampleCount(count)
                    .addAllSampleSha256(smallest)
                    .build();
        }
    }

    private static final Comparator<Use> BY_RANK =
            Comparator.<Use>comparingLong(use -> use.rank).thenComparing(use -> use.text);

    private final int size;
    private final SeededRank ranks;
    private final Map<String, Use> uses = new HashMap<>();
    private long rankMax = Long.MAX_VALUE;

    StringSketch(int size, SeededRank ranks) {
        this.size = size;
        this.ranks = ranks;
    }

    /** Adds one sample's distinct strings; each sample is to be added once. */
    void add(ByteString sha256, Iterable<String> distinctTexts) {
        for (String text : distinctTexts) {
            Use use = uses.get(text);
            if (use == null) {
                long rank = ranks.of(text);
                if (rank > rankMax) {
                    continue;
                }
                use = new Use(text, rank);
                uses.put(text, use);
            }
            use.add(sha256);
        }
        if (uses.size() > 2 * size) {
            drop();
        }
    }

    /** Returns at most {@code size} strings by rank, smallest first. */
    List<StringUse> smallest() {
        return sorted().stream().limit(size).map(Use::toMessage).toList();
    }

    private void drop() {
        List<Use> sorted = sorted();
        sorted.subList(size, sorted.size()).forEach(use -> uses.remove(use.text));
        rankMax = sorted.get(size - 1).rank;
    }

    private List<Use> sorted() {
        List<Use> sorted = new ArrayList<>(uses.values());
        sorted.sort(BY_RANK);
        return sorted;
    }
}
