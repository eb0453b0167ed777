package io.slipway.migrate.router;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes that one attempt of a call follows: its tables' as they were when it began, the call counted in each. Immutable.
 *
 * <p>A chain, as nearly every call uses one table: a table's own link is then all there is, and made once an epoch.
 */
record Entered(RoutedName name, Route route, @Nullable Entered next) {

    /** @param names at least one, each once */
    static Entered into(List<RoutedName> names) {
        Entered entered = names.get(0).enter();
        for (int i = 1; i < names.size(); i++) {
            Entered one = names.get(i).enter();
            entered = new Entered(one.name(), one.route(), entered);
        }
        return entered;
    }

    /** The route of a table that was entered. */
    Route of(RoutedName table) {
        Entered link = this;
        while (link != null) {
            if (link.name == table) {
                return link.route;
            }
            link = link.next;
        }
        throw new IllegalArgumentException("table '" + table.name() + "' was not entered");
    }

    /** Whether one of the tables is at another epoch by now. */
    boolean moved() {
        Entered link = this;
        while (link != null) {
            if (link.name.current().epoch() != link.route.epoch()) {
                return true;
            }
            link = link.next;
        }
        return false;
    }

    /** Counts the call out. */
    void leave() {
        Entered link = this;
        while (link != null) {
            link.route.calls().leave();
            link = link.next;
        }
    }
}
