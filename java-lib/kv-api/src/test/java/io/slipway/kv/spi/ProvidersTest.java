package io.slipway.kv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvUserException;
import io.slipway.kv.memory.MemoryKvStore;
import org.junit.jupiter.api.Test;

/** Here the memory provider is alone on the class path. */
class ProvidersTest {

    @Test
    void should_open_the_memory_store_if_it_is_named() {
        try (KvStore store = KvStore.open(KvConfig.empty().with(Providers.SETTING, "memory"))) {
            assertThat(store).isInstanceOf(MemoryKvStore.class);
        }
    }

    @Test
    void should_not_fall_back_to_memory_if_no_provider_is_named() {
        assertThatThrownBy(() -> KvStore.open(KvConfig.empty()))
                .isInstanceOfSatisfying(
                        KvUserException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.PROVIDER_MISSING))
                .hasMessage(
                        "SLIPWAY-1021 PROVIDER_MISSING: no provider on the class path; add the jar of a provider, or"
                                + " name one of: memory");
    }

    @Test
    void should_list_the_providers_there_are_if_the_named_one_is_missing() {
        assertThatThrownBy(() -> KvStore.open(KvConfig.empty().with(Providers.SETTING, "rocksdb")))
                .isInstanceOf(KvUserException.class)
                .hasMessageContaining("no provider named 'rocksdb' on the class path")
                .hasMessageEndingWith("name one of: memory");
    }
}
