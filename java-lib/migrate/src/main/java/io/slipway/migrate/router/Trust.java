package io.slipway.migrate.router;

import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Guards what the source does not fence: nothing is asked of the target alone by a view that may be outdated. */
final class Trust {

    private final ConfigFollower follower;

    Trust(ConfigFollower follower) {
        this.follower = follower;
    }

    boolean holds() {
        return follower.trusted();
    }

    /**
     * Completes with whether the view is trusted, after a refresh if it was not. Fails with kind STALE_EPOCH if that refresh moved one of
     * the routes that were {@code entered}: the attempt has to begin again.
     */
    CompletionStage<Boolean> renewed(Entered entered) {
        if (follower.trusted()) {
            return CompletableFuture.completedFuture(true);
        }
        return follower.refresh().handle((done, thrown) -> {
            if (entered.moved()) {
                throw outdated("the table has moved on");
            }
            return follower.trusted();
        });
    }

    /** What a call fails with that may only act on a trusted view and has none. */
    static StoreException untrusted() {
        return new StoreException(
                StoreException.Kind.UNAVAILABLE,
                KvErrorCode.CONFIG_UNAVAILABLE,
                "the config store was not reached for longer than its answers are trusted");
    }

    /** What an attempt without effect fails with in order to be made again under the current view. */
    static StoreException outdated(String why) {
        return new StoreException(StoreException.Kind.STALE_EPOCH, KvErrorCode.STALE_EPOCH, why);
    }
}
