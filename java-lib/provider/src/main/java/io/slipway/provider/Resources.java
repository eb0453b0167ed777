package io.slipway.provider;

import io.slipway.migrate.Failures;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been opened, to be closed in the opposite order. A failure to close one is logged and keeps none of the others open. */
final class Resources implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Resources.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** What {@code opener} opens; if it fails, everything that was open by then is closed first. */
    static <T> T opening(Function<Resources, T> opener) {
        Resources resources = new Resources();
        try {
            return opener.apply(resources);
        } catch (RuntimeException e) {
            resources.close();
            throw Failures.known(e).withCallerStack();
        }
    }

    synchronized <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    @Override
    public synchronized void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                LOG.warn("something could not be closed", e);
            }
        }
    }
}
