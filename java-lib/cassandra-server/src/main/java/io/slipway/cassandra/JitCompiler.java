package io.slipway.cassandra;

/** Which of the JVM's compilers a server uses. */
public enum JitCompiler {
    /** Starts fast; for tests. */
    C1,

    /** Runs fast after a warm-up; for benchmarks. */
    C2
}
