package io.slipway.cassandra;

/** When a server acknowledges a write: Cassandra's {@code commitlog_sync}. */
public enum CommitLogSync {
    /** After the commit log is on disk; concurrent writes share one sync. No acknowledged write is lost by SIGKILL. */
    BATCH,

    /** Like {@link #BATCH}, but writes wait up to 5 ms for company. No acknowledged write is lost by SIGKILL. */
    GROUP,

    /** At once. Faster, and loses acknowledged writes when the process is killed. */
    PERIODIC
}
