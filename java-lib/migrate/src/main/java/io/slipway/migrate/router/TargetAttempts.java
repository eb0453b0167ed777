package io.slipway.migrate.router;

import io.slipway.kv.KvErrorCode;
import io.slipway.migrate.Failures;
import io.slipway.spi.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Repeats one request to the target until it holds or its call is answered.
 *
 * <p>Repeating is safe because a request never changes between tries: reads have no effect, and a write keeps its version. It hears of
 * each try itself, as every stage between a request and its call would cost as much again.
 */
abstract class TargetAttempts<T> implements BiConsumer<T, Throwable> {

    enum Purpose {
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
    private int tries;
    private volatile boolean maybeApplied;
    private volatile @Nullable Throwable refusal;

    TargetAttempts(Call<?> call, Purpose purpose) {
        this.call = call;
        this.purpose = purpose;
    }

    /** Sends the request. */
    abstract CompletionStage<T> request();

    /** Hears of the request's answer. Either this or {@link #failed} is called once, unless the call is answered before. */
    abstract void succeeded(T value);

    /** Hears of a failure that is not repeated. */
    abstract void failed(Throwable thrown);

    static <T> CompletionStage<T> read(Call<?> call, Supplier<CompletionStage<T>> request) {
        return stage(call, Purpose.READ, request);
    }

    static CompletionStage<Void> write(Call<?> call, Supplier<CompletionStage<Void>> request) {
        return stage(call, Purpose.WRITE, request);
    }

    static CompletionStage<Void> oneOfMany(Call<?> call, Supplier<CompletionStage<Void>> request) {
        return stage(call, Purpose.ONE_OF_MANY, request);
    }

    static CompletionStage<Void> secondHalf(Call<?> call, Supplier<CompletionStage<Void>> request) {
        return stage(call, Purpose.SECOND_HALF, request);
    }

    /** The result as a stage, for those who have more to do with it than to answer the call. */
    private static <T> CompletionStage<T> stage(Call<?> call, Purpose purpose, Supplier<CompletionStage<T>> request) {
        CompletableFuture<T> result = new CompletableFuture<>();
        new TargetAttempts<T>(call, purpose) {
            @Override
            CompletionStage<T> request() {
                return request.get();
            }

            @Override
            void succeeded(T value) {
                result.complete(value);
            }

            @Override
            void failed(Throwable thrown) {
                result.completeExceptionally(thrown);
            }
        }.begin();
        return result;
    }

    /** Sends the first request; called once. */
    final void begin() {
        CompletionStage<T> answer;
        try {
            answer = request();
        } catch (RuntimeException e) {
            refused(e);
            return;
        }
        answer.whenComplete(this);
    }

    private void again() {
        tries++;
        if (purpose == Purpose.WRITE) {
            // The try before was refused, but this one may be applied while the deadline passes.
            call.lateWith(KvErrorCode.WRITE_TIMEOUT, refusal);
        }
        begin();
    }

    @Override
    public final void accept(T value, @Nullable Throwable thrown) {
        try {
            if (thrown == null) {
                succeeded(value);
            } else {
                refused(Failures.cause(thrown));
            }
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void refused(Throwable thrown) {
        StoreException.Kind kind = CallFailures.kind(thrown);
        maybeApplied |= kind == null || kind.maybeApplied();
        if (kind != null && repeatable(kind)) {
            refusal = thrown;
            call.lateWith(lateCode(), thrown);
            call.later(tries, this::again);
        } else {
            failed(asOutcome(thrown));
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
