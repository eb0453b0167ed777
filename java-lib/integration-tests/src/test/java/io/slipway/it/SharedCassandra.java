package io.slipway.it;

import com.datastax.oss.driver.api.core.CqlSession;
import io.slipway.cassandra.CassandraCluster;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The extension behind {@link OnCassandra}: starts a cluster of each size when it is first asked for, and keeps it. */
final class SharedCassandra implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedCassandra.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        cluster(context).heal();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        RunningCluster cluster = cluster(context);
        cluster.heal();
        Keyspace used = context.getStore(NAMESPACE).remove(Keyspace.class, Keyspace.class);
        if (used != null) {
            cluster.drop(used);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == CassandraCluster.class || type == CqlSession.class || type == Keyspace.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == CassandraCluster.class) {
            return cluster(context).servers();
        }
        return type == CqlSession.class ? cluster(context).session() : keyspace(context);
    }

    /** The keyspace of a test, made when it first asks for it. */
    private static Keyspace keyspace(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .computeIfAbsent(Keyspace.class, key -> cluster(context).createKeyspace(), Keyspace.class);
    }

    private static RunningCluster cluster(ExtensionContext context) {
        int servers =
                context.getRequiredTestClass().getAnnotation(OnCassandra.class).servers();
        // The store of the root closes what it holds after the last test.
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(servers, RunningCluster::start, RunningCluster.class);
    }
}
