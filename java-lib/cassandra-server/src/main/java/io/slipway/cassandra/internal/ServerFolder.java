package io.slipway.cassandra.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The folder of one server: its configuration, its data, and its log.
 *
 * @param path absolute
 */
public record ServerFolder(Path path) {
    private static final int LOG_TAIL_LINES = 40;

    /** The two ports of a server on 127.0.0.1: one for its peers, one for clients. */
    public record Ports(int storage, int cql) {}

    Path yaml() {
        return path.resolve("cassandra.yaml");
    }

    Path logback() {
        return path.resolve("logback.xml");
    }

    Path temporary() {
        return path.resolve("tmp");
    }

    /** Everything that the server and its JVM printed, over all its starts. */
    public Path log() {
        return path.resolve("server.log");
    }

    /** Writes the configuration of server {@code index} of those that listen on {@code ports}; data stays as it is. */
    public void configure(int index, List<Ports> ports, Map<String, String> settings) {
        String yaml = ServerJars.resource("cassandra.yaml")
                .replace("{folder}", path.toString())
                .replace("{token}", token(index, ports.size()))
                .replace("{storage_port}", Integer.toString(ports.get(index).storage()))
                .replace("{native_port}", Integer.toString(ports.get(index).cql()))
                .replace(
                        "{seeds}",
                        ports.stream()
                                .map(peer -> "127.0.0.1:" + peer.storage())
                                .collect(Collectors.joining(",")));
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            yaml = with(yaml, setting.getKey(), setting.getValue());
        }
        try {
            Files.createDirectories(temporary());
            Files.writeString(yaml(), yaml);
            Files.writeString(logback(), ServerJars.resource("logback-server.xml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last lines of the log, for messages about a server that failed. */
    public String logTail() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    /** Even shares of the ring, so that each server owns as much as any other. */
    private static String token(int index, int count) {
        return BigInteger.ONE
                .shiftLeft(Long.SIZE)
                .multiply(BigInteger.valueOf(index))
                .divide(BigInteger.valueOf(count))
                .add(BigInteger.valueOf(Long.MIN_VALUE))
                .toString();
    }

    private static String with(String yaml, String key, String value) {
        String line = key + ": " + value;
        Matcher old = Pattern.compile("(?m)^" + Pattern.quote(key) + ":.*$").matcher(yaml);
        return old.find() ? old.replaceFirst(Matcher.quoteReplacement(line)) : yaml + line + "\n";
    }
}
