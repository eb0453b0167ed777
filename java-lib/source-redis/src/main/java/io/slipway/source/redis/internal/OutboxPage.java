package io.slipway.source.redis.internal;

import io.slipway.spi.source.OutboxEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One page of an outbox, merged from its two halves. */
final class OutboxPage {

    private OutboxPage() {}

    /** Where a half has more to come, what the other half has behind its last version belongs to a later page. */
    static List<OutboxEntry> read(Reply reply) {
        List<OutboxEntry> all = new ArrayList<>();
        long until = Long.MAX_VALUE;
        boolean moreOfStream = reply.flag();
        Reply stream = reply.list();
        while (stream.hasMore()) {
            String id = stream.text();
            all.add(new OutboxEntry(stream.bytes(), Long.parseLong(id.substring(0, id.indexOf('-'))), null));
        }
        if (moreOfStream) {
            until = all.get(all.size() - 1).version();
        }
        boolean moreRedos = reply.flag();
        Reply members = reply.list();
        while (members.hasMore()) {
            all.add(EntryCodec.decode(members.bytes()));
        }
        if (moreRedos) {
            until = Math.min(until, all.get(all.size() - 1).version());
        }
        long last = until;
        return all.stream()
                .filter(entry -> entry.version() <= last)
                .sorted(Comparator.comparingLong(OutboxEntry::version))
                .toList();
    }
}
