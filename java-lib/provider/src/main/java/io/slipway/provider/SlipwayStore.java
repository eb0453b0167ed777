package io.slipway.provider;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.slipway.kv.KvBatch;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import io.slipway.kv.ProtoTable;
import java.util.concurrent.CompletionStage;

/** The store that services get: the router's, with everything beneath it closed along. */
final class SlipwayStore implements KvStore {

    private final Slipway slipway;
    private final KvStore routed;

    SlipwayStore(Slipway slipway, KvStore routed) {
        this.slipway = slipway;
        this.routed = routed;
    }

    @Override
    public KvTable table(String name) {
        return routed.table(name);
    }

    @Override
    public <M extends MessageLite> ProtoTable<M> table(String name, Parser<M> parser) {
        return routed.table(name, parser);
    }

    @Override
    public KvBatch batch() {
        return routed.batch();
    }

    @Override
    public void close() {
        slipway.close();
    }

    @Override
    public CompletionStage<Void> closeAsync() {
        return slipway.closeAsync();
    }

    @Override
    public void forceClose() {
        slipway.forceClose();
    }
}
