/**
 * The demo's real input: finds the files of the running JDK and of the class paths, analyses them into packed
 * protobuf reports, and hands the resulting records to a sink.
 *
 * <p>It may import the JDK and the demo's own protobuf messages; it knows no key-value store.
 *
 * <p>For one JDK, one set of jars, one seed and one row count the records are the same, byte for byte, whatever the
 * number of threads.
 */
@NullMarked
package io.slipway.demo.analysis;

import org.jspecify.annotations.NullMarked;
