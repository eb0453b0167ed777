package io.slipway.bench;

/**
 * Two benchmarks of the same work, one of them ours.
 *
 * @param work what both do
 * @param subject method of ours, as {@code Class.method}
 * @param peer method of the other side, as {@code Class.method}
 * @param against what the other side is, for people
 * @param time what the times, in nanoseconds, must show
 * @param memory what the allocated bytes must show
 */
record Comparison(String work, String subject, String peer, String against, Target time, Target memory) {

    static Comparison watched(String work, String subject, String peer, String against) {
        return new Comparison(work, subject, peer, against, Target.none(), Target.none());
    }
}
