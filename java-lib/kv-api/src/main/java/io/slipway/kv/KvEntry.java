package io.slipway.kv;

import com.google.protobuf.ByteString;

/** A key with the value it had when it was read. */
public record KvEntry(ByteString key, ByteString value) {}
