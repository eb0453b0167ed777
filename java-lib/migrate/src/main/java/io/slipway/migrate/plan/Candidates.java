package io.slipway.migrate.plan;

import com.google.protobuf.ByteString;
import io.slipway.spi.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The layouts worth a look, guessed from some keys of a table. */
final class Candidates {

    private static final byte[] SEPARATORS = {'/', ':', '|', '#', '.', '-', '_', ' ', 0};
    private static final int[] LENGTHS = {2, 4, 8, 16, 32};
    private static final int BUCKETS = 16;

    /** Of a hundred keys so many must have a separator with something behind it. */
    private static final int COMMON_PERCENT = 80;

    private Candidates() {}

    static List<Layout> of(List<ByteString> keys) {
        List<Layout> layouts = new ArrayList<>();
        layouts.add(Layout.hash());
        for (byte separator : SEPARATORS) {
            if (common(keys, key -> splits(key, separator))) {
                add(layouts, new Layout.PrefixUntil(separator));
            }
        }
        for (int length : LENGTHS) {
            if (common(keys, key -> key.size() > length)) {
                add(layouts, new Layout.PrefixLength(length));
            }
        }
        return List.copyOf(layouts);
    }

    private static void add(List<Layout> layouts, Layout.Prefix prefix) {
        layouts.add(prefix);
        layouts.add(new Layout.Bucketed(prefix, BUCKETS));
    }

    private static boolean common(List<ByteString> keys, Predicate<ByteString> test) {
        return !keys.isEmpty() && keys.stream().filter(test).count() * 100 >= (long) keys.size() * COMMON_PERCENT;
    }

    private static boolean splits(ByteString key, byte separator) {
        for (int i = 0; i < key.size() - 1; i++) {
            if (key.byteAt(i) == separator) {
                return true;
            }
        }
        return false;
    }
}
