package io.slipway.bridge.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.slipway.bridge.internal.proto.Request;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.KvTable;
import io.slipway.kv.PutOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletionStage;

/** Starts what a submission asks for: the frequent operations from their binary form, all else by {@link Calls}. */
final class Requests {

    private static final int GET = 1;
    private static final int PUT = 2;
    private static final int DELETE = 3;
    private static final int EXISTS = 4;
    private static final int GET_MANY = 5;
    private static final int CALL = 16;

    private static final int EXPIRES_AT = 1;

    private final Client client;
    private final Calls calls;

    Requests(Client client) {
        this.client = client;
        this.calls = new Calls(client.store());
    }

    /**
     * Starts the submission at {@code slot}, and tells {@code operation} what to expect. The slot is not read any more afterwards.
     *
     * @throws RuntimeException if the request is wrong; nothing was started
     */
    CompletionStage<?> start(Rings rings, int slot, Operation operation) {
        int op = rings.op(slot);
        switch (op) {
            case GET -> {
                operation.expect(Reply.VALUE, false);
                return table(rings, slot).getAsync(rings.key(slot));
            }
            case PUT -> {
                operation.expect(Reply.NOTHING, true);
                return table(rings, slot).putAsync(rings.key(slot), rings.payload(slot), options(rings, slot));
            }
            case DELETE -> {
                operation.expect(Reply.NOTHING, true);
                return table(rings, slot).deleteAsync(rings.key(slot));
            }
            case EXISTS -> {
                operation.expect(Reply.PRESENCE, false);
                return table(rings, slot).existsAsync(rings.key(slot));
            }
            case GET_MANY -> {
                ManyKeys keys = ManyKeys.parse(rings.payload(slot));
                operation.expect(keys, false);
                return table(rings, slot).getManyAsync(keys.keys());
            }
            case CALL -> {
                Request request = parse(rings.payload(slot));
                return switch (request.getCallCase()) {
                    case BATCH -> calls.batch(request.getBatch(), operation);
                    case METRICS -> calls.metrics(client.meters(), operation);
                    case PUT_MANY, DELETE_MANY, SCAN, SCAN_ALL, SCAN_SPLITS, CALL_NOT_SET ->
                        calls.start(request, table(rings, slot), operation);
                };
            }
            default -> throw KvException.of(KvErrorCode.ARGUMENT, "no operation has number " + op);
        }
    }

    private KvTable table(Rings rings, int slot) {
        KvTable table = client.table(rings.table(slot));
        long timeoutMicros = rings.timeoutMicros(slot);
        return timeoutMicros == 0 ? table : table.withDeadline(Duration.of(timeoutMicros, ChronoUnit.MICROS));
    }

    private static PutOptions options(Rings rings, int slot) {
        long argument = rings.argument(slot);
        if ((rings.flags(slot) & EXPIRES_AT) != 0) {
            return PutOptions.expiresAt(Instant.ofEpochMilli(argument));
        }
        return argument == 0 ? PutOptions.none() : PutOptions.ttl(Duration.ofMillis(argument));
    }

    private static Request parse(ByteString payload) {
        try {
            return Request.parseFrom(payload);
        } catch (InvalidProtocolBufferException e) {
            throw KvException.of(KvErrorCode.ARGUMENT, "the payload is no slipway.v1.Request", e);
        }
    }
}
