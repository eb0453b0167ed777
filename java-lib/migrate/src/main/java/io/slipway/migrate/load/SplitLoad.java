package io.slipway.migrate.load;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.Mutation;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.SourcePage;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One split of a running load: what was read and not sent, what was sent and not confirmed, and up to where all is. Not thread-safe. */
final class SplitLoad {

    /** A row on its way, or the end of a page: a position that is confirmed when everything before it is. */
    static final class Row {
        final SplitLoad split;
        final ByteString key;
        final int bytes;
        private @Nullable VersionedWrite write;
        private boolean confirmed;
        private boolean refused;

        private Row(SplitLoad split, ByteString key, int bytes, @Nullable VersionedWrite write) {
            this.split = split;
            this.key = key;
            this.bytes = bytes;
            this.write = write;
            this.confirmed = write == null;
        }

        VersionedWrite write() {
            VersionedWrite waiting = write;
            if (waiting == null) {
                throw new IllegalStateException("the row is confirmed already");
            }
            return waiting;
        }
    }

    private final KeyRange range;
    private @Nullable ByteString confirmed;
    private boolean done;
    private long rows;
    private long bytes;

    private final Deque<Row> unsent = new ArrayDeque<>();
    private final Deque<Row> unconfirmed = new ArrayDeque<>();
    private @Nullable ByteString read;
    private boolean exhausted;
    private boolean reading;

    SplitLoad(LoadSavepoint.Split from) {
        this.range = from.range();
        this.confirmed = from.resume();
        this.done = from.done();
        this.rows = from.rows();
        this.bytes = from.bytes();
        this.read = confirmed;
    }

    LoadSavepoint.Split savepoint() {
        return new LoadSavepoint.Split(range, confirmed, done, rows, bytes);
    }

    LoadProgress.Split progress() {
        KeyRange loading = unconfirmed.isEmpty()
                ? null
                : new KeyRange(
                        unconfirmed.getFirst().key,
                        new KeyRange(ByteString.EMPTY, null)
                                .behind(unconfirmed.getLast().key)
                                .from());
        return new LoadProgress.Split(range, loading, done);
    }

    boolean done() {
        return done;
    }

    long rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }

    KeyRange range() {
        return range;
    }

    /** Read the next page from behind this key. */
    @Nullable
    ByteString read() {
        return read;
    }

    boolean reading() {
        return reading;
    }

    /** Whether a page of {@code pageRows} should be read now: nearly everything was sent, and not too much waits for its confirmation. */
    boolean wantsPage(int pageRows) {
        return !done && !exhausted && !reading && unsent.size() <= pageRows / 4 && unconfirmed.size() < 4L * pageRows;
    }

    void beginRead() {
        reading = true;
    }

    void failedRead() {
        reading = false;
    }

    /** Takes a page in. Every row is to be written at the page's version: the moment at which the source vouches for it. */
    void arrived(SourcePage page) {
        reading = false;
        for (KeyedValue row : page.rows()) {
            int size = row.key().size() + row.stored().value().size();
            Row waiting = new Row(
                    this, row.key(), size, new VersionedWrite(row.key(), Mutation.put(row.stored()), page.version()));
            unsent.add(waiting);
            unconfirmed.add(waiting);
        }
        ByteString last = page.last();
        if (last == null) {
            exhausted = true;
        } else {
            // The page may end behind its last row: rows that have expired are passed over. Nothing has to be written
            // for them. What the
            // target may hold of such a key came through the outbox or an early apply of a write since enrolment, and
            // each of those is
            // followed there by every later one, up to the value that expired; it carries the same second of expiry.
            read = last;
            unconfirmed.add(new Row(this, last, 0, null));
        }
        advance();
    }

    @Nullable
    Row nextUnsent() {
        return unsent.poll();
    }

    /** The target has the row. */
    void confirm(Row row) {
        row.confirmed = true;
        row.write = null;
        advance();
    }

    /** The target refuses the row for good: it holds nothing up, and does not count. */
    void refuse(Row row) {
        row.refused = true;
        confirm(row);
    }

    private void advance() {
        while (!unconfirmed.isEmpty() && unconfirmed.getFirst().confirmed) {
            Row first = unconfirmed.removeFirst();
            confirmed = first.key;
            if (first.bytes > 0 && !first.refused) {
                rows++;
                bytes += first.bytes;
            }
        }
        done = exhausted && unconfirmed.isEmpty();
    }

    /** Forgets what was read and not confirmed, to be read again from another snapshot. */
    void rewind() {
        unsent.clear();
        unconfirmed.clear();
        read = confirmed;
        exhausted = done;
        reading = false;
    }
}
