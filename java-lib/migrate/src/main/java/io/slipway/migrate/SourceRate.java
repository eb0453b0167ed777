package io.slipway.migrate;

/** Spaces reads of the source so that neither rows nor bytes a second exceed their limits on average. Not thread-safe. */
public final class SourceRate {

    private static final double NANOS = 1e9;

    private final long rowsPerSecondMax;
    private final long bytesPerSecondMax;
    private long freeAtNanos;

    /** @param rowsPerSecondMax 0 for no limit, as for bytes */
    public SourceRate(long rowsPerSecondMax, long bytesPerSecondMax, long nowNanos) {
        this.rowsPerSecondMax = rowsPerSecondMax;
        this.bytesPerSecondMax = bytesPerSecondMax;
        this.freeAtNanos = nowNanos;
    }

    /** How long the next read has to wait; 0 or less if it need not. */
    public long waitNanos(long nowNanos) {
        return freeAtNanos - nowNanos;
    }

    /** Charges a read. Time that was not used before is not saved up. */
    public void charge(long rows, long bytes, long nowNanos) {
        double byRows = rowsPerSecondMax == 0 ? 0 : rows * NANOS / rowsPerSecondMax;
        double byBytes = bytesPerSecondMax == 0 ? 0 : bytes * NANOS / bytesPerSecondMax;
        long from = freeAtNanos - nowNanos > 0 ? freeAtNanos : nowNanos;
        freeAtNanos = from + (long) Math.max(byRows, byBytes);
    }
}
