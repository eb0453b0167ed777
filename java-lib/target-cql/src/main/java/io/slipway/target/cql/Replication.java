package io.slipway.target.cql;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How a keyspace is replicated. */
public sealed interface Replication {

    /** The CQL map literal. */
    String cql();

    /** So many copies anywhere: for one data centre, and tests. */
    record Simple(int factor) implements Replication {

        public Simple {
            checkFactor(factor);
        }

        @Override
        public String cql() {
            return "{'class': 'SimpleStrategy', 'replication_factor': " + factor + "}";
        }
    }

    /** So many copies in each data centre. */
    record PerDatacenter(Map<String, Integer> factors) implements Replication {

        public PerDatacenter {
            factors = Map.copyOf(factors);
            if (factors.isEmpty()) {
                throw new IllegalArgumentException("replication names no data centre");
            }
            factors.values().forEach(Replication::checkFactor);
            if (factors.keySet().stream().anyMatch(name -> name.contains("'"))) {
                throw new IllegalArgumentException("a data centre's name has no quote: " + factors.keySet());
            }
        }

        @Override
        public String cql() {
            String perDatacenter = new TreeMap<>(factors)
                    .entrySet().stream()
                            .map(entry -> "'" + entry.getKey() + "': " + entry.getValue())
                            .collect(Collectors.joining(", "));
            return "{'class': 'NetworkTopologyStrategy', " + perDatacenter + "}";
        }
    }

    private static void checkFactor(int factor) {
        if (factor < 1 || factor > 16) {
            throw new IllegalArgumentException("a replication factor is 1 to 16, not " + factor);
        }
    }
}
