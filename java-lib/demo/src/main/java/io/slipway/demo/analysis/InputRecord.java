package io.slipway.demo.analysis;

import com.google.protobuf.ByteString;
import io.slipway.demo.model.DemoTable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One row to store.
 *
 * @param value a packed message, see {@code schemas/proto/slipway/demo/v1/report.proto}
 * @param ttl how long the row lives, whole seconds; null for ever
 */
public record InputRecord(DemoTable table, ByteString key, ByteString value, @Nullable Duration ttl) {}
