package io.slipway.kv;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One page of a scan: its entries, and where to go on. */
public final class ScanPage {

    private final List<KvEntry> entries;
    private final @Nullable ScanToken next;

    /**
     * @param entries the page's entries; copied
     * @param next the position behind this page, or null if this is the last
     */
    public ScanPage(List<KvEntry> entries, @Nullable ScanToken next) {
        this.entries = List.copyOf(entries);
        this.next = next;
    }

    public List<KvEntry> entries() {
        return entries;
    }

    /** Where the next page begins; empty if this page is the last. */
    public Optional<ScanToken> next() {
        return Optional.ofNullable(next);
    }
}
