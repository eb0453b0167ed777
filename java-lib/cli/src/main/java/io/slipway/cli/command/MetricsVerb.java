package io.slipway.cli.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.slipway.cli.metrics.FleetMeters;
import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Terminal;
import io.slipway.provider.Operator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway metrics}. */
@Command(
        name = "metrics",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serves the state of all tables and processes to Prometheus, at /metrics, until Ctrl-C.",
            "What services measure themselves is in the registries that they bring."
        },
        footer = {"", "Example:", "  slipway metrics --port 9464", "  slipway metrics --once"})
public final class MetricsVerb extends OperatorVerb {

    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final int OK = 200;
    private static final int METHOD_NOT_ALLOWED = 405;

    @Option(
            names = "--address",
            defaultValue = "127.0.0.1",
            description = "Where to listen (default: ${DEFAULT-VALUE}).")
    private String address;

    @Option(names = "--port", defaultValue = "9464", description = "0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--period",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "The stores are asked once in that time at most (default: ${DEFAULT-VALUE}).")
    private int period;

    @Option(names = "--once", description = "Print them once, and end.")
    private boolean once;

    private final InstantSource clock;

    public MetricsVerb(Terminal terminal, InstantSource clock) {
        super(terminal);
        this.clock = clock;
    }

    @Override
    Answer answer(Operator operator) throws IOException {
        if (port < 0 || port > 65_535) {
            throw wrong("--port must be 0 to 65535, not " + port);
        }
        if (period < 1) {
            throw wrong("--period must be at least 1 second, not " + period);
        }
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        FleetMeters meters = new FleetMeters(operator, clock, Duration.ofSeconds(period), registry);
        if (once) {
            meters.refresh();
            List<String> lines = registry.scrape().lines().toList();
            return Answer.ok(Map.of("metrics", lines), lines);
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.createContext("/metrics", exchange -> serve(exchange, meters, registry));
        server.start();
        terminal()
                .err()
                .printf(
                        "serving http://%s:%d/metrics until Ctrl-C%n",
                        address, server.getAddress().getPort());
        while (true) {
            LockSupport.park(this);
        }
    }

    private static void serve(HttpExchange exchange, FleetMeters meters, PrometheusMeterRegistry registry)
            throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(METHOD_NOT_ALLOWED, -1);
                return;
            }
            meters.refresh();
            byte[] body = registry.scrape().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
            exchange.sendResponseHeaders(OK, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
