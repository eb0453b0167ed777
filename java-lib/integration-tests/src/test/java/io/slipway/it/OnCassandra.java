package io.slipway.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the tests of a class on real Cassandra servers that all such classes share. A test method may have parameters of
 * type {@link io.slipway.cassandra.CassandraCluster}, {@link com.datastax.oss.driver.api.core.CqlSession} (shared:
 * leave it open) and {@link Keyspace} (empty, and gone after the test).
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SharedCassandra.class)
public @interface OnCassandra {
    /** How many servers the cluster has, 1 or 3. */
    int servers() default 1;
}
