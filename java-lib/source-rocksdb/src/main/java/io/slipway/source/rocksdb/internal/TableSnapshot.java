package io.slipway.source.rocksdb.internal;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.source.SourcePage;
import io.slipway.spi.source.SourceSnapshot;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.rocksdb.TableProperties;

/** A table as of one moment: a RocksDB snapshot and the version that was issued with it. */
final class TableSnapshot implements SourceSnapshot {

    private final Engine engine;
    private final String table;
    private final Pinned pinned;
    private final Estimate estimate;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** What RocksDB knows of a table without reading it. */
    record Estimate(long rows, long bytes) {

        static final Estimate NOTHING = new Estimate(0, 0);

        static Estimate of(Database database, String table) {
            Estimate known = database.inspect(Database.rows(table), (db, family) -> {
                long bytes = 0;
                for (TableProperties file : db.getPropertiesOfAllTables(family).values()) {
                    bytes += file.getRawKeySize() + file.getRawValueSize();
                }
                return new Estimate(Long.parseLong(db.getProperty(family, "rocksdb.estimate-num-keys")), bytes);
            });
            return known == null ? NOTHING : known;
        }
    }

    TableSnapshot(Engine engine, String table, Pinned pinned) {
        this.engine = engine;
        this.table = table;
        this.pinned = pinned;
        this.estimate = Estimate.of(pinned.pin().database(), table);
    }

    @Override
    public List<KeyRange> splits(int parallelism) {
        return Splits.of(pinned.pin(), table, parallelism);
    }

    @Override
    public long estimatedRows() {
        return estimate.rows();
    }

    @Override
    public long estimatedBytes() {
        return estimate.bytes();
    }

    @Override
    public CompletionStage<SourcePage> read(KeyRange range, @Nullable ByteString resume, int limit, int bytes) {
        KeyRange rest = resume == null ? range : range.behind(resume);
        return engine.readThere(store -> {
            Pin pin = pinned.pin();
            Rows.Page page = Rows.page(pin.database(), table, rest, pin, limit, bytes, engine.now());
            return new SourcePage(page.rows(), pinned.version(), page.last());
        });
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            pinned.close();
        }
    }
}
