package io.slipway.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KvConfigTest {

    @Test
    void should_keep_the_file_and_let_the_last_setting_count() {
        KvConfig base = KvConfig.file(Path.of("conf", "slipway.yaml")).with("target.keyspace", "old");

        KvConfig changed = base.with("target.keyspace", "new").with("provider", "slipway");

        assertThat(changed.file()).contains(Path.of("conf", "slipway.yaml"));
        assertThat(changed.settings()).isEqualTo(Map.of("target.keyspace", "new", "provider", "slipway"));
        assertThat(base.settings()).isEqualTo(Map.of("target.keyspace", "old"));
    }

    @Test
    void should_have_nothing_if_empty() {
        assertThat(KvConfig.empty().file()).isEmpty();
        assertThat(KvConfig.empty().settings()).isEmpty();
    }
}
