/**
 * The demo application's data model: its four tables and the shape of their keys.
 *
 * <p>It may import protobuf and the demo's own messages; values are those messages, packed.
 *
 * <p>Every key function is injective, so that two records never share a key.
 */
@NullMarked
package io.slipway.demo.model;

import org.jspecify.annotations.NullMarked;
