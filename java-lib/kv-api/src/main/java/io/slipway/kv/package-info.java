/**
 * The key-value interface that services compile against: tables of binary keys and values, found at run time through {@link
 * java.util.ServiceLoader}.
 *
 * <p>It may import protobuf's byte and message types, SLF4J and nothing else: no driver, no database. A key maps to exactly the bytes
 * that were put; an absent key, an empty value and a value of zero bytes inside a message are never confused. Every change here is
 * checked for binary compatibility, because the jars that were compiled against it are never rebuilt.
 */
@NullMarked
package io.slipway.kv;

import org.jspecify.annotations.NullMarked;
