package io.slipway.demo.analysis;

/** A pseudo-random order of strings that depends on a seed and on nothing else. */
final class SeededRank {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final long seed;

    SeededRank(long seed) {
        this.seed = seed;
    }

    /** FNV-1a over the characters, then the finalizer of SplitMix64, which spreads similar strings apart. */
    long of(String text) {
        long hash = FNV_OFFSET ^ seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
