package io.slipway.migrate.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kv.KvException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LibraryVersionTest {

    @Test
    void should_order_versions_by_number_and_releases_behind_what_came_before_them() {
        assertThat(Stream.of("1", "0.9.10-SNAPSHOT", "0.9.9", "1.0.1", "0.9.10")
                        .map(LibraryVersion::of)
                        .sorted()
                        .map(LibraryVersion::text))
                .containsExactly("0.9.9", "0.9.10-SNAPSHOT", "0.9.10", "1.0.0", "1.0.1");
    }

    @Test
    void should_take_what_shows_no_version_for_older_than_all() {
        assertThat(LibraryVersion.of("0.0.0").reachedBy("unreleased")).isFalse();
        assertThat(LibraryVersion.of("0.1").reachedBy("0.1.0")).isTrue();
        assertThat(LibraryVersion.of("0.1").reachedBy("0.1.0-SNAPSHOT")).isFalse();
    }

    @Test
    void should_refuse_what_is_no_version() {
        assertThatThrownBy(() -> LibraryVersion.of("newest"))
                .isInstanceOf(KvException.class)
                .hasMessageContaining("'newest'");
    }
}
