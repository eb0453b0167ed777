/**
 * Tables and stages in files: the config store of a service that runs as one process, and the import of table descriptions.
 *
 * <p>It may import the ports and {@code io.slipway.migrate.savepoint}. A file that cannot be understood is refused with CONFIG and its line,
 * and left as it is; every change replaces a file as a whole and is on disk before it is answered.
 */
@NullMarked
package io.slipway.migrate.config;

import org.jspecify.annotations.NullMarked;
