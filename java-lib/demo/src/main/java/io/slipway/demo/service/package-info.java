/**
 * The three services of the file-analysis shop: a master, a delivery service and an API.
 *
 * <p>It may import {@code io.slipway.kv}, the demo's data model and its protobuf messages, and nothing else: a test holds it to that.
 * Services do not know where their data lies, nor that it moves.
 *
 * <p>A service keeps no state of its own; everything it answers comes from its tables.
 */
@NullMarked
package io.slipway.demo.service;

import org.jspecify.annotations.NullMarked;
