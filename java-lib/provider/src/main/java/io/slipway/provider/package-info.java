/**
 * The provider that services get when Slipway's jar is on their class path, and the operator's side of the same process.
 *
 * <p>It may import every other module but those for tests; it is the one place where ports meet their databases. Its invariants: a wrong
 * setting is refused before anything is contacted, nothing of the target is needed while all tables are at stage {@code source}, and
 * whatever is opened here is closed here.
 */
@NullMarked
package io.slipway.provider;

import org.jspecify.annotations.NullMarked;
