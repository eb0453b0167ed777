/**
 * The load: carries a table's existing rows from a snapshot of the source to the target, beneath running services.
 *
 * <p>It may import the ports and {@code io.slipway.migrate.savepoint}; it knows no database. Its invariants: each row is written at its page's
 * fenced version, so that whatever services write meanwhile wins or loses by version alone, in any order and any number of times; a savepoint
 * names only rows that the target has confirmed; memory is bounded by the settings, whatever the table's size.
 */
@NullMarked
package io.slipway.migrate.load;

import org.jspecify.annotations.NullMarked;
