/**
 * A process's settings: read from YAML, the environment and the program, and checked against a reference that names every key.
 *
 * <p>It may import {@code io.slipway.kv} and the YAML parser. A key that no reference names is an error with the nearest known name, every
 * message says where the wrong setting came from, and secrets come from the environment or from files, never from the YAML.
 */
@NullMarked
package io.slipway.spi.settings;

import org.jspecify.annotations.NullMarked;
