package io.slipway.demo.traffic;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The ranges of keys that are being loaded, as somebody keeps telling. Thread-safe. */
public final class LoadRanges implements LoadWatch {
    private final Map<String, List<KeyRange>> tables = new ConcurrentHashMap<>();

    /** From now on exactly these ranges of the table are being loaded. */
    public void set(String table, List<KeyRange> ranges) {
        tables.put(table, List.copyOf(ranges));
    }

    @Override
    public boolean loading(String table) {
        return !tables.getOrDefault(table, List.of()).isEmpty();
    }

    @Override
    public boolean loading(String table, ByteString key) {
        return tables.getOrDefault(table, List.of()).stream().anyMatch(range -> range.contains(key));
    }
}
