package io.slipway.spi.source;

import java.util.List;

/** Writes that the source applies in one atomic step. No two of {@code writes} have the same table and key. */
public record SourceBatch(List<SourceWrite> writes, List<Redo> redo) {

    public SourceBatch {
        writes = List.copyOf(writes);
        redo = List.copyOf(redo);
    }

    public static SourceBatch of(SourceWrite write) {
        return new SourceBatch(List.of(write), List.of());
    }
}
