package io.slipway.migrate.savepoint;

import com.google.protobuf.ByteString;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where one savepoint lives. One user at a time. */
public interface SavepointStore {

    /** Where it is, for messages. */
    String name();

    /** The last content that was written; empty if there is none. */
    CompletionStage<Optional<ByteString>> read();

    /** Replaces the content durably: after a crash it is the old one or the new one. */
    CompletionStage<Void> write(ByteString content);
}
