package io.slipway.migrate.router;

import io.slipway.spi.config.TableConfig;
import io.slipway.spi.target.TargetTable;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One table name with its current route, and the older routes under which calls are still unanswered.
 *
 * <p>A call enters the current route with {@link #enter} and leaves it when it is answered. {@link #acknowledged} is the newest epoch of
 * which no older call is unanswered: entering counts first and looks again afterwards, so no call slips under an acknowledged epoch.
 */
final class RoutedName {

    private final String name;
    private final String service;
    private final Deque<Route> draining = new ArrayDeque<>();
    private volatile Entered current;
    private long acknowledged;

    /** @param service the one that this process belongs to */
    RoutedName(String name, String service) {
        this.name = name;
        this.service = service;
        this.current = new Entered(this, Route.unlisted(name), null);
    }

    String name() {
        return name;
    }

    Route current() {
        return current.route();
    }

    /** The current route, with this call counted in it. */
    Entered enter() {
        while (true) {
            Entered now = current;
            CallCount calls = now.route().calls();
            calls.enter();
            if (current.route().calls() == calls) {
                return now;
            }
            calls.leave();
        }
    }

    /** Goes over to a newer record; an older or equal one changes nothing. */
    synchronized boolean move(TableConfig record) {
        Route before = current();
        if (record.epoch() <= before.epoch()) {
            return false;
        }
        follow(before.moved(record, service));
        draining.add(before);
        return true;
    }

    /** The target table was opened; false if the table meanwhile has another. */
    synchronized boolean open(TargetTable target) {
        Route route = current();
        if (route.config() == null || !route.config().spec().equals(target.spec())) {
            return false;
        }
        follow(route.opened(target));
        return true;
    }

    private void follow(Route route) {
        current = new Entered(this, route, null);
    }

    synchronized long acknowledged() {
        draining.removeIf(route -> route.calls().none());
        if (draining.isEmpty()) {
            acknowledged = current().epoch();
        }
        return acknowledged;
    }
}
