package io.slipway.provider;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** What encrypted connections trust. */
final class Tls {

    private Tls() {}

    /** The JVM's own trust store. */
    static SSLContext trustingTheJvm(String setting) {
        try {
            return SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw KvException.of(KvErrorCode.CONFIG, "setting '" + setting + "': this JVM has no TLS", e);
        }
    }

    /**
     * The certificates in a PEM file, and nothing else.
     *
     * @param setting that named the file, for messages
     * @throws io.slipway.kv.KvUserException CONFIG if the file cannot be read or holds no certificate
     */
    static SSLContext trusting(Path certificates, String setting) {
        try (InputStream pem = Files.newInputStream(certificates)) {
            Collection<? extends Certificate> trusted =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (trusted.isEmpty()) {
                throw KvException.of(
                        KvErrorCode.CONFIG, "setting '" + setting + "': " + certificates + " holds no certificate");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : trusted) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw KvException.of(
                    KvErrorCode.CONFIG,
                    "setting '" + setting + "': cannot read certificates (PEM) from " + certificates + ": "
                            + e.getMessage(),
                    e);
        }
    }
}
