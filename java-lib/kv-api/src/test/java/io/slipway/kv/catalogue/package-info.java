/**
 * Generates {@code KvErrorCode} and {@code KvErrorCategory} from the error catalogue in {@code schemas/proto}.
 *
 * <p>It reads the descriptor that protoc wrote, comments included, and may import protobuf's descriptors. The generated source is committed
 * and formatted as Spotless wants it; {@code ErrorCatalogueTest} fails when the two differ.
 */
@NullMarked
package io.slipway.kv.catalogue;

import org.jspecify.annotations.NullMarked;
