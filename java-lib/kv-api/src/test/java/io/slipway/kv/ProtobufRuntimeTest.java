package io.slipway.kv;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

/** Both test runs are what they claim to be: each beside its own protobuf runtime. */
class ProtobufRuntimeTest {

    @Test
    void should_run_beside_the_expected_runtime() {
        String jar = ByteString.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();

        assertThat(jar).endsWith("protobuf-java-" + System.getProperty("slipway.protobuf.expected") + ".jar");
    }
}
