package io.slipway.migrate.router;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Every table name that this process has used or that has a record, with its route. Thread-safe. */
final class Routes {

    private final String service;
    private final Map<String, RoutedName> names = new ConcurrentHashMap<>();

    /** @param service the one that this process belongs to */
    Routes(String service) {
        this.service = service;
    }

    RoutedName of(String table) {
        RoutedName known = names.get(table);
        return known != null ? known : names.computeIfAbsent(table, name -> new RoutedName(name, service));
    }

    /** Per table with a record, the newest epoch of which no older call is unanswered here. */
    Map<String, Long> acknowledged() {
        Map<String, Long> epochs = new TreeMap<>();
        for (RoutedName name : names.values()) {
            if (name.current().config() != null) {
                epochs.put(name.name(), name.acknowledged());
            }
        }
        return epochs;
    }
}
