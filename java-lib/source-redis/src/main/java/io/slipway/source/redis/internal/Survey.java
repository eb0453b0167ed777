package io.slipway.source.redis.internal;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where to cut a table, and how large it is.
 *
 * @param keys rows, as far as the index knows
 * @param bytes of keys and values, estimated from a sample
 * @param cuts keys, ascending, between which about equally many lie
 */
record Survey(long keys, long bytes, List<ByteString> cuts) {

    private static final int CUTS_MAX = 512;
    private static final int MEASURED_MAX = 64;

    /** @param epoch of the caller, as scripts write it */
    static Arguments ask(String table, String epoch) {
        return Arguments.of(table).add(epoch).add(CUTS_MAX).add(MEASURED_MAX);
    }

    static Survey read(Reply reply) {
        long keys = reply.number();
        long measured = reply.number();
        long bytes = reply.number();
        List<ByteString> cuts = new ArrayList<>();
        Reply found = reply.list();
        while (found.hasMore()) {
            cuts.add(found.bytes());
        }
        return new Survey(keys, measured == 0 ? 0 : Math.round((double) bytes / measured * keys), List.copyOf(cuts));
    }

    /** About {@code parallelism} ranges that cover the table without overlap. */
    List<KeyRange> ranges(int parallelism) {
        int count = Math.max(1, Math.min(parallelism, cuts.size()));
        List<KeyRange> ranges = new ArrayList<>(count);
        ByteString from = ByteString.EMPTY;
        for (int i = 1; i <= count; i++) {
            @Nullable ByteString to = i == count ? null : cuts.get((int) ((long) i * cuts.size() / count));
            ranges.add(new KeyRange(from, to));
            from = to == null ? from : to;
        }
        return List.copyOf(ranges);
    }
}
