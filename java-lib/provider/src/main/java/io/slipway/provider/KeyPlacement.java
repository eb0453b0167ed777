package io.slipway.provider;

import com.google.protobuf.ByteString;
import io.slipway.migrate.plan.Placement;
import io.slipway.spi.Layout;
import io.slipway.target.cql.layout.KeyLayout;
import java.util.Optional;

/** The target's own layouts, for plans. */
record KeyPlacement(KeyLayout keys) implements Placement {

    static KeyPlacement of(Layout layout) {
        return new KeyPlacement(KeyLayout.of(layout));
    }

    @Override
    public Layout layout() {
        return keys.layout();
    }

    @Override
    public ByteString prefix(ByteString key) {
        return keys.columns(key).partition();
    }

    @Override
    public int bucket(ByteString key) {
        return keys.columns(key).bucket();
    }

    @Override
    public Optional<String> refusal(ByteString key) {
        return keys.keyRefusal(key);
    }
}
