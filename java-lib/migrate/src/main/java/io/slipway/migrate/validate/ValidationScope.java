package io.slipway.migrate.validate;

import com.google.protobuf.ByteString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a validation looks at, and whether it mends what it finds.
 *
 * @param keys only these; null for the whole table
 * @param sample share of the table's keys, above 0 to 1, always the same keys for the same share
 * @param repair write what a fenced read says of each key that differs
 */
public record ValidationScope(@Nullable List<ByteString> keys, double sample, boolean repair) {

    /** Every key, nothing repaired. */
    public static final ValidationScope WHOLE = new ValidationScope(null, 1, false);

    public ValidationScope {
        if (!(sample > 0 && sample <= 1)) {
            throw new IllegalArgumentException("a sample is above 0 and at most 1, not " + sample);
        }
        keys = keys == null ? null : List.copyOf(keys);
    }

    public ValidationScope repairing() {
        return new ValidationScope(keys, sample, true);
    }

    /** Whether it looks at every key: only then its numbers are evidence for gates. */
    boolean whole() {
        return keys == null && sample == 1;
    }
}
