/**
 * Drives {@code libslipway.so} inside this JVM, as a foreign program would, and the store that the C tests are run against. Imports the key-value
 * interface and JNA. Each test leaves no handle, block or thread of the library behind.
 */
@NullMarked
package io.slipway.nativelib;

import org.jspecify.annotations.NullMarked;
