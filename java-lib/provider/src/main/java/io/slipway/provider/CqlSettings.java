package io.slipway.provider;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.settings.Settings;
import io.slipway.target.cql.Consistency;
import io.slipway.target.cql.CqlConfig;
import io.slipway.target.cql.Replication;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** The settings under {@code target.cql}. */
record CqlSettings(CqlConfig config) {

    private static final String SECTION = "target.cql.";
    private static final Pattern ADDRESS = Pattern.compile("(\\[[^\\]]+\\]|[^:\\s]+)(?::(\\d{1,5}))?");
    private static final int PORT_DEFAULT = 9042;

    static CqlSettings of(Settings settings) {
        CqlConfig.Builder builder = CqlConfig.builder()
                .contactPoints(settings.list(SECTION + "contact-points").stream()
                        .map(CqlSettings::address)
                        .toList())
                .localDatacenter(settings.text(SECTION + "datacenter"))
                .keyspace(settings.text(SECTION + "keyspace"))
                .reads(consistency(settings, SECTION + "read-consistency"))
                .writes(consistency(settings, SECTION + "write-consistency"))
                .maxInFlight(settings.integer(SECTION + "in-flight", 1, 16_384))
                .chunkBytes((int) settings.bytes(SECTION + "chunk", 1 << 10, 8 << 20))
                .eagerTables(Set.copyOf(settings.list(SECTION + "eager-tables")))
                .speculateAfter(settings.duration(SECTION + "speculate-after", Duration.ZERO, Duration.ofMinutes(1)))
                .connectTimeout(
                        settings.duration(SECTION + "connect-timeout", Duration.ofMillis(100), Duration.ofMinutes(5)));
        if (settings.find(SECTION + "replication-factor").isPresent()) {
            builder.replication(new Replication.Simple(settings.integer(SECTION + "replication-factor", 1, 16)));
        }
        settings.find(SECTION + "user").ifPresent(user -> builder.credentials(credentials(settings, user)));
        tls(settings).ifPresent(builder::tls);
        try {
            return new CqlSettings(builder.build());
        } catch (IllegalArgumentException e) {
            throw KvException.of(KvErrorCode.CONFIG, "settings under 'target.cql': " + e.getMessage(), e);
        }
    }

    private static CqlConfig.Credentials credentials(Settings settings, String user) {
        String password = settings.secret(SECTION + "password")
                .orElseThrow(() -> KvException.of(
                        KvErrorCode.CONFIG,
                        "setting 'target.cql.user' is given but no password: set "
                                + Settings.variable(SECTION + "password") + " or 'target.cql.password-file'"));
        return new CqlConfig.Credentials(user, password);
    }

    /** Host names are left unresolved: a name server that is away must not keep a service from starting. */
    private static InetSocketAddress address(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        int port =
                !matcher.matches() ? -1 : matcher.group(2) == null ? PORT_DEFAULT : Integer.parseInt(matcher.group(2));
        if (port < 1 || port > 65_535) {
            throw KvException.of(
                    KvErrorCode.CONFIG,
                    "setting 'target.cql.contact-points' must be a list of host:port, not '" + text + "'");
        }
        String host = matcher.group(1).replaceAll("^\\[|\\]$", "");
        return InetSocketAddress.createUnresolved(host, port);
    }

    private static Consistency consistency(Settings settings, String key) {
        String text = settings.text(key);
        List<Consistency> all = Arrays.asList(Consistency.values());
        return all.stream()
                .filter(level -> level.name().equals(text))
                .findFirst()
                .orElseThrow(() -> KvException.of(
                        KvErrorCode.CONFIG, "setting '" + key + "' must be one of " + all + ", not '" + text + "'"));
    }

    private static Optional<SSLContext> tls(Settings settings) {
        boolean wanted = settings.flag(SECTION + "tls");
        Optional<String> trusted = settings.find(SECTION + "tls-ca-file");
        if (!wanted && trusted.isPresent()) {
            throw KvException.of(
                    KvErrorCode.CONFIG,
                    "setting 'target.cql.tls-ca-file' is given, but connections are not encrypted; set 'target.cql.tls: true'");
        }
        return !wanted
                ? Optional.empty()
                : Optional.of(trusted.map(file -> Tls.trusting(Path.of(file), "target.cql.tls-ca-file"))
                        .orElseGet(() -> Tls.trustingTheJvm("target.cql.tls")));
    }
}
