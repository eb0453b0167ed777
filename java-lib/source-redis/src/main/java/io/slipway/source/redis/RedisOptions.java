package io.slipway.source.redis;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.settings.Settings;
import io.slipway.spi.settings.SettingsReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a networked store is opened; {@code reference.yaml} beside this class explains every setting and its bounds.
 *
 * @param login null for the server's default user without a password
 * @param tls null for a connection in the clear
 * @param prefix what all keys begin with
 * @param timeout how long an operation may take
 * @param inFlightMax operations that may be unanswered at once
 * @param inFlightBytesMax bytes of keys and values that unanswered operations may carry
 * @param outboxEntriesMax outbox entries of one table that may wait for the target
 * @param clockSkew how far ahead of its clock a new incarnation begins
 * @param requireDurable whether to refuse a server that is known to lose acknowledged writes in a crash
 */
public record RedisOptions(
        String host,
        int port,
        @Nullable Login login,
        @Nullable Tls tls,
        int database,
        String prefix,
        Duration timeout,
        Duration connectTimeout,
        int inFlightMax,
        long inFlightBytesMax,
        long outboxEntriesMax,
        Duration clockSkew,
        boolean requireDurable) {

    /** The section of the configuration that holds these settings. */
    public static final String SECTION = "source.redis";

    private static final String KEY = SECTION + ".";
    private static final Pattern ADDRESS = Pattern.compile("(\\[[^\\]]+\\]|[^:\\s]+):(\\d{1,5})");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_.:/-]{1,64}");

    /**
     * Who connects.
     *
     * @param user null for the server's default user
     */
    public record Login(@Nullable String user, String password) {

        /** Without the password. */
        @Override
        public String toString() {
            return "Login[user=" + user + "]";
        }
    }

    /**
     * Whom the connection trusts, and what it shows.
     *
     * @param authorities PEM file; null for the JVM's trust store
     * @param certificate PEM file; null for no client certificate
     * @param key PEM file with the certificate's key; null exactly if there is none
     */
    public record Tls(@Nullable Path authorities, @Nullable Path certificate, @Nullable Path key) {}

    /** Every setting of the section, with its default. */
    public static SettingsReference reference() {
        return SettingsReference.resource(RedisOptions.class, "reference.yaml");
    }

    /**
     * Reads the section.
     *
     * @throws io.slipway.kv.KvUserException if a setting is missing or out of bounds
     */
    public static RedisOptions of(Settings settings) {
        Matcher address = ADDRESS.matcher(settings.text(KEY + "address"));
        int port = address.matches() ? Integer.parseInt(address.group(2)) : 0;
        if (port < 1 || port > 65_535) {
            throw wrong("address' must be host:port");
        }
        String prefix = settings.text(KEY + "prefix");
        if (!PREFIX.matcher(prefix).matches()) {
            throw wrong("prefix' must be 1 to 64 characters of [A-Za-z0-9_.:/-]");
        }
        return new RedisOptions(
                address.group(1).replaceAll("^\\[|\\]$", ""),
                port,
                login(settings),
                settings.flag(KEY + "tls") ? tls(settings) : null,
                settings.integer(KEY + "database", 0, 1 << 20),
                prefix,
                settings.duration(KEY + "timeout", Duration.ofMillis(10), Duration.ofMinutes(5)),
                settings.duration(KEY + "connect-timeout", Duration.ofMillis(10), Duration.ofMinutes(5)),
                settings.integer(KEY + "in-flight", 1, 100_000),
                settings.bytes(KEY + "in-flight-bytes", 1L << 20, 4L << 30),
                settings.number(KEY + "outbox-entries", 1, 100_000_000),
                settings.duration(KEY + "clock-skew", Duration.ZERO, Duration.ofHours(1)),
                settings.flag(KEY + "require-durable"));
    }

    private static @Nullable Login login(Settings settings) {
        String user = settings.find(KEY + "user").orElse(null);
        String password = settings.secret(KEY + "password").orElse(null);
        if (user != null && password == null) {
            throw wrong("user' is given but no password: set " + Settings.variable(KEY + "password") + " or '" + KEY
                    + "password-file'");
        }
        return password == null ? null : new Login(user, password);
    }

    private static Tls tls(Settings settings) {
        Path certificate = path(settings, "tls-certificate-file");
        Path key = path(settings, "tls-key-file");
        if ((certificate == null) != (key == null)) {
            throw wrong("tls-certificate-file' and '" + KEY + "tls-key-file' need each other");
        }
        return new Tls(path(settings, "tls-ca-file"), certificate, key);
    }

    private static @Nullable Path path(Settings settings, String name) {
        return settings.find(KEY + name).map(Path::of).orElse(null);
    }

    private static KvException wrong(String what) {
        return KvException.of(KvErrorCode.CONFIG, "setting '" + KEY + what);
    }
}
