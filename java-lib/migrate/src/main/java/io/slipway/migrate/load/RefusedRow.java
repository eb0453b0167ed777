package io.slipway.migrate.load;

import com.google.protobuf.ByteString;

/** A row that the target refuses for good. While there is one, the load is not complete. */
public record RefusedRow(ByteString key, String reason) {}
