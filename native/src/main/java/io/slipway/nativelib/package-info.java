/**
 * Finds {@code libslipway.so} for Java programs that want the C interface itself, such as its tests. Imports JavaCPP's loader and nothing else.
 * Nothing here is called when requests are carried.
 */
@NullMarked
package io.slipway.nativelib;

import org.jspecify.annotations.NullMarked;
