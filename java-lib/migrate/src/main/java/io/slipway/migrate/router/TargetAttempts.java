package io.slipway.migrate.router;

import io.slipway.kv.KvErrorCode;
import io.slipway.migrate.Failures;
import io.slipway.spi.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Repeats one request to the target until it holds or its call is answered.
 *
 * <p>Repeating is safe because a request never changes between tries: reads have no effect, and a write keeps its version.
 */
final class TargetAttempts<T> {

    private enum Purpose {
        READ,
        /** A write that is nowhere else yet. */
        WRITE,
        /** As WRITE, beside others of the same call that may have been applied. */
        ONE_OF_MANY,
        /** A write that the source has already: whatever happens now, it is half done at worst. */
        SECOND_HALF
    }

    private final Call<?> call;
    private final Purpose purpose;
    private final Supplier<CompletionStage<T>> request;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private volatile boolean maybeApplied;
    private volatile @Nullable Throwable refusal;

    private TargetAttempts(Call<?> call, Purpose purpose, Supplier<CompletionStage<T>> request) {
        this.call = call;
        this.purpose = purpose;
        this.request = request;
    }

    static <T> CompletionStage<T> read(Call<?> call, Supplier<CompletionStage<T>> request) {
        return new TargetAttempts<>(call, Purpose.READ, request).run();
    }

    static CompletionStage<Void> write(Call<?> call, Supplier<CompletionStage<Void>> request) {
        return new TargetAttempts<>(call, Purpose.WRITE, request).run();
    }

    static CompletionStage<Void> oneOfMany(Call<?> call, Supplier<CompletionStage<Void>> request) {
        return new TargetAttempts<>(call, Purpose.ONE_OF_MANY, request).run();
    }

    static CompletionStage<Void> secondHalf(Call<?> call, Supplier<CompletionStage<Void>> request) {
        return new TargetAttempts<>(call, Purpose.SECOND_HALF, request).run();
    }

    private CompletionStage<T> run() {
        attempt(0);
        return result;
    }

    private void attempt(int tries) {
        if (purpose == Purpose.WRITE && tries > 0) {
            // The try before was refused, but this one may be applied while the deadline passes.
            call.lateWith(KvErrorCode.WRITE_TIMEOUT, refusal);
        }
        Failures.caught(request).whenComplete((value, thrown) -> {
            if (thrown == null) {
                result.complete(value);
            } else {
                failed(tries, Failures.cause(thrown));
            }
        });
    }

    private void failed(int tries, Throwable thrown) {
        StoreException.Kind kind = CallFailures.kind(thrown);
        maybeApplied |= kind == null || kind.maybeApplied();
        if (kind != null && repeatable(kind)) {
            refusal = thrown;
            call.lateWith(lateCode(), thrown);
            call.later(tries, () -> attempt(tries + 1));
        } else {
            result.completeExceptionally(asOutcome(thrown));
        }
    }

    private boolean writes() {
        return purpose == Purpose.WRITE || purpose == Purpose.ONE_OF_MANY;
    }

    private boolean repeatable(StoreException.Kind kind) {
        return switch (kind) {
            case UNAVAILABLE, UNKNOWN -> true;
            case OVERLOADED -> purpose == Purpose.SECOND_HALF || (writes() && maybeApplied);
            case STALE_EPOCH, SEALED, REJECTED, TABLE_REFUSED, CORRUPT -> false;
        };
    }

    private KvErrorCode lateCode() {
        return switch (purpose) {
            case READ -> maybeApplied ? KvErrorCode.DEADLINE : KvErrorCode.TARGET_UNAVAILABLE;
            case WRITE -> maybeApplied ? KvErrorCode.WRITE_TIMEOUT : KvErrorCode.TARGET_UNAVAILABLE;
            case ONE_OF_MANY -> KvErrorCode.WRITE_TIMEOUT;
            case SECOND_HALF -> KvErrorCode.WRITE_HALF;
        };
    }

    /** A refusal says nothing about earlier tries of the same write: those may have been applied. */
    private Throwable asOutcome(Throwable thrown) {
        boolean unsure = purpose == Purpose.SECOND_HALF || (writes() && maybeApplied);
        String why = thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
        return unsure ? new StoreException(StoreException.Kind.UNKNOWN, lateCode(), why, thrown) : thrown;
    }
}
