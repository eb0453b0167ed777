package io.slipway.bridge.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;

/** Which release the jars are of. The C library asks this first, so it needs no other class that may be missing or of another release. */
final class Version {

    private Version() {}

    static String ofJars() throws IOException {
        try (InputStream file = Version.class.getResourceAsStream("/slipway-bridge.properties")) {
            Properties properties = new Properties();
            properties.load(Objects.requireNonNull(file, "the bridge's jar is not whole"));
            return properties.getProperty("version");
        }
    }
}
