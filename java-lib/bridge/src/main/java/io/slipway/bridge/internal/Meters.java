package io.slipway.bridge.internal;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * What this process measures: the meters that stores add to Micrometer's global registry, and the JVM's own. Stores that are opened before there is
 * one of these may measure nothing. Thread-safe.
 */
final class Meters {

    /** Made when it is first asked for. */
    private static final class OfProcess {

        static final Meters METERS = new Meters();
    }

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** Closed never: it listens for as long as there are meters, which is as long as the process lives. */
    private final JvmGcMetrics collections = new JvmGcMetrics();

    private Meters() {
        collections.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        Metrics.addRegistry(registry);
    }

    static Meters ofProcess() {
        return OfProcess.METERS;
    }

    /** Everything, in Prometheus' text format. */
    String text() {
        return registry.scrape();
    }
}
