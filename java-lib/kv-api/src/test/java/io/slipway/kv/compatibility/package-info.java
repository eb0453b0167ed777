/**
 * Guards the interface's binary and source compatibility with its last release.
 *
 * <p>It compares the classes of this build with the jar in the test resources' folder {@code api}, which each release replaces. Every
 * incompatible change of a public class fails the build, because the jars that were compiled against the interface are never rebuilt.
 */
@NullMarked
package io.slipway.kv.compatibility;

import org.jspecify.annotations.NullMarked;
