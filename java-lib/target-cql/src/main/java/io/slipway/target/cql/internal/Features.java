package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.internal.core.channel.DriverChannel;
import com.datastax.oss.driver.internal.core.context.InternalDriverContext;
import io.slipway.spi.target.TargetCapabilities;
import java.util.List;
import java.util.Map;

/** Recognises a server by the options that it announces when a connection opens. None is required. */
public final class Features {

    private Features() {}

    public static TargetCapabilities of(CqlSession session) {
        Map<String, List<String>> options = options(session);
        boolean scylla = options.keySet().stream().anyMatch(name -> name.startsWith("SCYLLA_"));
        return new TargetCapabilities(
                scylla ? "ScyllaDB" : "Apache Cassandra " + version(session),
                options.containsKey("SCYLLA_NR_SHARDS"),
                options.containsKey("TABLETS_ROUTING_V1"),
                options.containsKey("SCYLLA_LWT_ADD_METADATA_MARK"));
    }

    private static String version(CqlSession session) {
        return session.getMetadata().getNodes().values().stream()
                .map(Node::getCassandraVersion)
                .filter(version -> version != null)
                .map(Object::toString)
                .findFirst()
                .orElse("of unknown version");
    }

    /** Only the driver's internal interface gives them; the control connection is open as long as the session is. */
    private static Map<String, List<String>> options(CqlSession session) {
        DriverChannel channel = ((InternalDriverContext) session.getContext())
                .getControlConnection()
                .channel();
        Map<String, List<String>> options = channel == null ? null : channel.getOptions();
        return options == null ? Map.of() : options;
    }
}
