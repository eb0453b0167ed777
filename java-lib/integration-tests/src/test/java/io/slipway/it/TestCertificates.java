package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A self-signed certificate for servers on 127.0.0.1, made by the JDK's keytool.
 *
 * @param keyStore the server's certificate with its key (PKCS 12), under {@link #PASSWORD}
 * @param authority the certificate alone (PEM), for clients to trust
 */
record TestCertificates(Path keyStore, Path authority) {
    static final String PASSWORD = "changeit";

    static TestCertificates create(Path folder) throws IOException, InterruptedException {
        Path keyStore = folder.resolve("server.p12");
        Path authority = folder.resolve("authority.pem");
        keytool(
                keyStore,
                "-genkeypair -alias server -keyalg EC -groupname secp256r1 -validity 2 -dname CN=localhost"
                        + " -ext SAN=IP:127.0.0.1,DNS:localhost");
        keytool(keyStore, "-exportcert -alias server -rfc -file " + authority);
        return new TestCertificates(keyStore, authority);
    }

    private static void keytool(Path keyStore, String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-keystore", keyStore.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
    }
}
