package io.slipway.kv;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A named key space: binary keys of 1 to 65,535 bytes (or the layout's smaller bound) to binary values.
 *
 * <p>Safe for use by many threads. Every operation has a synchronous form and an asynchronous one of the same name with {@code Async}.
 * Both check their arguments before any I/O; both are bounded by the table's deadline ({@link #withDeadline}). All of them fail with a
 * {@link KvException}: the synchronous form throws it with the caller's stack, the asynchronous form completes with it. Argument checks
 * throw in both forms. A write that fails with {@link KvUnknownOutcomeException} may or may not have been applied, now or shortly after.
 *
 * <p>Operations on one key by one thread, each started after the former was answered, take effect in that order. The groups {@code
 * putMany} and {@code deleteMany} are not atomic: use {@link KvBatch} for that.
 */
public interface KvTable {

    /** The table's name. */
    String name();

    /** A view of this table whose operations must be answered within {@code deadline} of their start (1 ms to 1 h). */
    KvTable withDeadline(Duration deadline);

    /** The value of {@code key}, or empty if there is none. A present value may have zero bytes. */
    Optional<ByteString> get(ByteString key);

    CompletionStage<Optional<ByteString>> getAsync(ByteString key);

    /** The values of those {@code keys} (at most 10,000) that are present; missing keys are omitted. No snapshot: keys are read one by one. */
    Map<ByteString, ByteString> getMany(Collection<ByteString> keys);

    CompletionStage<Map<ByteString, ByteString>> getManyAsync(Collection<ByteString> keys);

    /** Whether {@code key} has a value. */
    boolean exists(ByteString key);

    CompletionStage<Boolean> existsAsync(ByteString key);

    /** Sets {@code key} to {@code value}, never to expire. */
    void put(ByteString key, ByteString value);

    CompletionStage<Void> putAsync(ByteString key, ByteString value);

    /** Sets {@code key} to {@code value} with the expiry of {@code options}; an earlier value's expiry is gone. */
    void put(ByteString key, ByteString value, PutOptions options);

    CompletionStage<Void> putAsync(ByteString key, ByteString value, PutOptions options);

    /** Puts every entry (at most 10,000), in no particular order; on failure some may have been applied. */
    void putMany(Map<ByteString, ByteString> entries, PutOptions options);

    CompletionStage<Void> putManyAsync(Map<ByteString, ByteString> entries, PutOptions options);

    /** Removes {@code key}; no error if it is absent. */
    void delete(ByteString key);

    CompletionStage<Void> deleteAsync(ByteString key);

    /** Removes every key (at most 10,000), in no particular order; on failure some may have been removed. */
    void deleteMany(Collection<ByteString> keys);

    CompletionStage<Void> deleteManyAsync(Collection<ByteString> keys);

    /**
     * One page of the entries inside {@code range}, in unsigned byte order of their keys.
     *
     * <p>Follow {@link ScanPage#next()} with {@link ScanRange#resume}. Entries written or removed while a scan runs may or may not be seen.
     *
     * @throws KvUserException if the table's layout does not keep the range together; the message names a layout that does
     */
    ScanPage scan(ScanRange range);

    CompletionStage<ScanPage> scanAsync(ScanRange range);

    /**
     * One page of the whole table, unordered.
     *
     * <p>Start with the tokens of {@link #scanAllSplits}, or {@link ScanToken#START}; go on with {@link ScanPage#next()}. A page may be
     * empty without being the last. Every entry that stays unchanged throughout is seen at least once; it may be seen again when
     * the table changes its place during the scan.
     *
     * @param limit most entries a page, 1 to 10,000
     */
    ScanPage scanAll(ScanToken token, int limit);

    CompletionStage<ScanPage> scanAllAsync(ScanToken token, int limit);

    /** Tokens which together cover the whole table, for parallel readers: at least one, about {@code parallelism} (1 to 1,024). */
    List<ScanToken> scanAllSplits(int parallelism);

    CompletionStage<List<ScanToken>> scanAllSplitsAsync(int parallelism);
}
