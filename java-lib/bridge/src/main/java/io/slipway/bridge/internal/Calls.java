package io.slipway.bridge.internal;

import com.google.protobuf.ByteString;
import io.slipway.bridge.internal.proto.BatchRequest;
import io.slipway.bridge.internal.proto.BatchResponse;
import io.slipway.bridge.internal.proto.DeleteManyResponse;
import io.slipway.bridge.internal.proto.Entry;
import io.slipway.bridge.internal.proto.Expiry;
import io.slipway.bridge.internal.proto.MetricsResponse;
import io.slipway.bridge.internal.proto.PutManyRequest;
import io.slipway.bridge.internal.proto.PutManyResponse;
import io.slipway.bridge.internal.proto.Request;
import io.slipway.bridge.internal.proto.Response;
import io.slipway.bridge.internal.proto.ScanRequest;
import io.slipway.bridge.internal.proto.ScanResponse;
import io.slipway.bridge.internal.proto.ScanSplitsResponse;
import io.slipway.kv.KvBatch;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import io.slipway.kv.PutOptions;
import io.slipway.kv.ScanPage;
import io.slipway.kv.ScanRange;
import io.slipway.kv.ScanToken;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The operations that come as a protobuf message ({@code schemas/proto/slipway/v1/envelope.proto}). */
final class Calls {

    private final KvStore store;

    Calls(KvStore store) {
        this.store = store;
    }

    /** Starts a call on a table. */
    CompletionStage<?> start(Request request, KvTable table, Operation operation) {
        return switch (request.getCallCase()) {
            case PUT_MANY -> {
                operation.expect(
                        answer -> respond(Response.newBuilder().setPutMany(PutManyResponse.getDefaultInstance())),
                        true);
                yield table.putManyAsync(
                        entries(request.getPutMany()),
                        options(request.getPutMany().getExpiry()));
            }
            case DELETE_MANY -> {
                operation.expect(
                        answer -> respond(Response.newBuilder().setDeleteMany(DeleteManyResponse.getDefaultInstance())),
                        true);
                yield table.deleteManyAsync(request.getDeleteMany().getKeysList());
            }
            case SCAN -> {
                operation.expect(page -> respond(Response.newBuilder().setScan(response((ScanPage) page))), false);
                yield table.scanAsync(range(request.getScan()));
            }
            case SCAN_ALL -> {
                operation.expect(page -> respond(Response.newBuilder().setScanAll(response((ScanPage) page))), false);
                yield table.scanAllAsync(
                        new ScanToken(request.getScanAll().getToken()),
                        request.getScanAll().hasLimit() ? request.getScanAll().getLimit() : ScanRange.DEFAULT_LIMIT);
            }
            case SCAN_SPLITS -> {
                operation.expect(Calls::splits, false);
                yield table.scanAllSplitsAsync(request.getScanSplits().getParallelism());
            }
            case BATCH, METRICS, CALL_NOT_SET ->
                throw KvException.of(
                        KvErrorCode.ARGUMENT, "the request names no call that this version of the library knows");
        };
    }

    CompletionStage<?> batch(BatchRequest request, Operation operation) {
        operation.expect(answer -> respond(Response.newBuilder().setBatch(BatchResponse.getDefaultInstance())), true);
        KvBatch batch = store.batch();
        for (BatchRequest.Write write : request.getWritesList()) {
            switch (write.getWhatCase()) {
                case PUT ->
                    batch.put(
                            write.getTable(),
                            write.getKey(),
                            write.getPut().getValue(),
                            options(write.getPut().getExpiry()));
                case DELETE -> batch.delete(write.getTable(), write.getKey());
                case WHAT_NOT_SET ->
                    throw KvException.of(KvErrorCode.ARGUMENT, "a write of a batch is neither a put nor a delete");
            }
        }
        return batch.commitAsync();
    }

    CompletionStage<?> metrics(@Nullable Meters meters, Operation operation) {
        if (meters == null) {
            throw KvException.of(
                    KvErrorCode.ARGUMENT, "nothing is measured; open the client with the setting 'metrics' = 'true'");
        }
        operation.expect(
                text -> respond(Response.newBuilder()
                        .setMetrics(MetricsResponse.newBuilder().setText((String) text))),
                false);
        return CompletableFuture.completedFuture(meters.text());
    }

    private static Map<ByteString, ByteString> entries(PutManyRequest request) {
        Map<ByteString, ByteString> entries = new LinkedHashMap<>();
        request.getEntriesList().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        return entries;
    }

    private static PutOptions options(Expiry expiry) {
        return switch (expiry.getWhenCase()) {
            case TTL_MS -> PutOptions.ttl(Duration.ofMillis(expiry.getTtlMs()));
            case EXPIRES_AT_MS -> PutOptions.expiresAt(Instant.ofEpochMilli(expiry.getExpiresAtMs()));
            case WHEN_NOT_SET -> PutOptions.none();
        };
    }

    private static ScanRange range(ScanRequest request) {
        ScanRange range =
                switch (request.getRangeCase()) {
                    case PREFIX -> ScanRange.prefix(request.getPrefix());
                    case BETWEEN -> between(request.getBetween());
                    case RANGE_NOT_SET ->
                        throw KvException.of(
                                KvErrorCode.ARGUMENT, "a scan needs a prefix or bounds; scan_all reads a whole table");
                };
        ScanRange limited = request.hasLimit() ? range.limit(request.getLimit()) : range;
        return request.getToken().isEmpty() ? limited : limited.resume(new ScanToken(request.getToken()));
    }

    private static ScanRange between(ScanRequest.Between between) {
        return between.hasTo()
                ? ScanRange.between(between.getFrom(), between.getTo())
                : ScanRange.from(between.getFrom());
    }

    private static ScanResponse response(ScanPage page) {
        ScanResponse.Builder response = ScanResponse.newBuilder();
        page.entries()
                .forEach(entry -> response.addEntries(
                        Entry.newBuilder().setKey(entry.key()).setValue(entry.value())));
        page.next().ifPresent(next -> response.setNext(next.bytes()));
        return response.build();
    }

    private static ByteString splits(Object answer) {
        ScanSplitsResponse.Builder response = ScanSplitsResponse.newBuilder();
        ((List<?>) answer).forEach(token -> response.addTokens(((ScanToken) token).bytes()));
        return respond(Response.newBuilder().setScanSplits(response));
    }

    private static ByteString respond(Response.Builder response) {
        return response.build().toByteString();
    }
}
