package io.slipway.source.rocksdb.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.slipway.kv.KvErrorCode;
import io.slipway.source.rocksdb.RocksOptions;
import io.slipway.spi.KeyRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * An open RocksDB database: a column family per table, one for the outbox, one for parked entries, and the default one for everything else.
 *
 * <p>RocksDB crashes the process when it is used after being closed, so every use holds the shared side of a lock whose exclusive side is
 * closing. Thread-safe; {@link #write} and {@link #familyCreated} belong to the committer.
 */
final class Database implements AutoCloseable {

    static final String OUTBOX = "outbox";
    static final String PARKED = "parked";
    static final String META = new String(RocksDB.DEFAULT_COLUMN_FAMILY, StandardCharsets.UTF_8);

    private static final String TABLE_PREFIX = "t.";
    private static final byte[] FORMAT = "format".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FORMAT_VERSION = {1};

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Tuning tuning;
    private final RocksDB db;
    private final Map<String, ColumnFamilyHandle> families = new ConcurrentHashMap<>();
    private final Set<Snapshot> snapshots = Collections.synchronizedSet(new HashSet<>());
    private boolean closed;

    private Database(Tuning tuning, RocksDB db, List<ColumnFamilyHandle> handles) throws RocksDBException {
        this.tuning = tuning;
        this.db = db;
        for (ColumnFamilyHandle handle : handles) {
            families.put(new String(handle.getName(), StandardCharsets.UTF_8), handle);
        }
    }

    /**
     * Opens the database, creating it if there is none.
     *
     * @throws io.slipway.spi.StoreException rejected if the path is no folder or holds something else; unavailable if it is in use; corrupt if it is damaged
     */
    static Database open(RocksOptions options) {
        Path path = options.path();
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw Failures.rejected(KvErrorCode.CONFIG, "source.rocksdb.path: cannot create the folder " + path, e);
        }
        Tuning tuning = new Tuning(options);
        try {
            return open(path, tuning);
        } catch (RocksDBException e) {
            tuning.close();
            throw Failures.opening(path, e);
        } catch (RuntimeException e) {
            tuning.close();
            throw e;
        }
    }

    private static Database open(Path path, Tuning tuning) throws RocksDBException {
        Set<String> names = new HashSet<>(List.of(META, OUTBOX, PARKED));
        try (Options listing = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(listing, path.toString())) {
                names.add(new String(name, StandardCharsets.UTF_8));
            }
        }
        List<ColumnFamilyDescriptor> descriptors = names.stream()
                .map(name -> new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), tuning.family()))
                .toList();
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        Database database =
                new Database(tuning, RocksDB.open(tuning.database(), path.toString(), descriptors, handles), handles);
        try {
            database.checkFormat(path);
            return database;
        } catch (RocksDBException | RuntimeException e) {
            database.closeFamilies();
            throw e;
        }
    }

    private void checkFormat(Path path) throws RocksDBException {
        byte[] format = db.get(FORMAT);
        if (format != null && Arrays.equals(format, FORMAT_VERSION)) {
            return;
        }
        boolean fresh = format == null && families.size() == 3 && isEmpty(family(META));
        if (!fresh) {
            throw Failures.rejected(
                    KvErrorCode.CONFIG,
                    "source.rocksdb.path: " + path
                            + (format == null
                                    ? " holds a RocksDB database that is none of this store's"
                                    : " was written by a newer version of this store"),
                    null);
        }
        db.put(FORMAT, FORMAT_VERSION);
    }

    private boolean isEmpty(ColumnFamilyHandle family) {
        try (RocksIterator iterator = db.newIterator(family)) {
            iterator.seekToFirst();
            return !iterator.isValid();
        }
    }

    /** The column family of a table's rows; it may not exist yet. */
    static String rows(String table) {
        return TABLE_PREFIX + table;
    }

    /** Writes {@code batch} in one atomic step. */
    void write(WriteBatch batch, boolean sync) {
        use(() -> {
            try (WriteOptions options = new WriteOptions().setSync(sync)) {
                db.write(options, batch);
                return null;
            } catch (RocksDBException e) {
                throw Failures.writing(e);
            }
        });
    }

    ColumnFamilyHandle family(String name) {
        ColumnFamilyHandle family = families.get(name);
        if (family == null) {
            throw new IllegalArgumentException("no column family " + name);
        }
        return family;
    }

    /** The column family of that name, created if there is none. */
    ColumnFamilyHandle familyCreated(String name) {
        ColumnFamilyHandle known = families.get(name);
        return known != null
                ? known
                : use(() -> {
                    try {
                        ColumnFamilyHandle created = db.createColumnFamily(
                                new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), tuning.family()));
                        families.put(name, created);
                        return created;
                    } catch (RocksDBException e) {
                        throw Failures.writing(e);
                    }
                });
    }

    /** The values of {@code keys} in the order of {@code keys}, null where there is none; as of {@code pin}, or now. */
    List<byte @Nullable []> get(String family, List<ByteString> keys, @Nullable Pin pin) {
        return use(() -> {
            ColumnFamilyHandle handle = families.get(family);
            if (handle == null || keys.isEmpty()) {
                return Collections.nCopies(keys.size(), null);
            }
            try (ReadOptions options = new ReadOptions()) {
                if (pin != null) {
                    options.setSnapshot(pin.snapshot());
                }
                if (keys.size() == 1) {
                    return Collections.singletonList(
                            db.get(handle, options, keys.get(0).toByteArray()));
                }
                return db.multiGetAsList(
                        options,
                        Collections.nCopies(keys.size(), handle),
                        keys.stream().map(ByteString::toByteArray).toList());
            } catch (RocksDBException e) {
                throw Failures.reading(e);
            }
        });
    }

    /** Shows the entries of {@code range} in order to {@code visitor} until it has seen enough; as of {@code pin}, or now. */
    void scan(String family, KeyRange range, @Nullable Pin pin, Visitor visitor) {
        use(() -> {
            ColumnFamilyHandle handle = families.get(family);
            if (handle == null) {
                return null;
            }
            try (ReadOptions options = new ReadOptions();
                    Slice bound =
                            range.to() == null ? null : new Slice(range.to().toByteArray())) {
                if (pin != null) {
                    options.setSnapshot(pin.snapshot()).setFillCache(false);
                }
                if (bound != null) {
                    options.setIterateUpperBound(bound);
                }
                try (RocksIterator iterator = db.newIterator(handle, options)) {
                    iterator.seek(range.from().toByteArray());
                    while (iterator.isValid() && visitor.visit(iterator)) {
                        iterator.next();
                    }
                    iterator.status();
                }
            } catch (RocksDBException e) {
                throw Failures.reading(e);
            }
            return null;
        });
    }

    /** Something that looks at an iterator's position and says whether to go on. */
    interface Visitor {

        boolean visit(RocksIterator at);
    }

    static ByteString key(RocksIterator at) {
        return UnsafeByteOperations.unsafeWrap(at.key());
    }

    /** Moves the family's rows from memory to sorted files; false if there is none of that name. */
    boolean flush(String family) {
        Boolean flushed = inspect(family, (database, handle) -> {
            try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
                database.flush(options, handle);
                return true;
            }
        });
        return flushed != null;
    }

    /** A view of this moment; {@link Pin#close} releases it. */
    Pin pin() {
        return use(() -> {
            Snapshot snapshot = db.getSnapshot();
            snapshots.add(snapshot);
            return new Pin(this, snapshot);
        });
    }

    void release(Snapshot snapshot) {
        lock.readLock().lock();
        try {
            if (!closed && snapshots.remove(snapshot)) {
                db.releaseSnapshot(snapshot);
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Runs {@code action} with the handle of {@code family}, or answers null if there is none yet. */
    <T> @Nullable T inspect(String family, Inspection<T> action) {
        return use(() -> {
            ColumnFamilyHandle handle = families.get(family);
            try {
                return handle == null ? null : action.of(db, handle);
            } catch (RocksDBException e) {
                throw Failures.reading(e);
            }
        });
    }

    /** A look at a column family as a whole. */
    interface Inspection<T> {

        T of(RocksDB db, ColumnFamilyHandle family) throws RocksDBException;
    }

    private <T extends @Nullable Object> T use(Supplier<T> action) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw Failures.away("the embedded store is closed, or being opened again");
            }
            return action.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Waits for uses in progress. Idempotent. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                snapshots.forEach(db::releaseSnapshot);
                closeFamilies();
                tuning.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void closeFamilies() {
        Deque<ColumnFamilyHandle> handles = new ArrayDeque<>(families.values());
        handles.forEach(ColumnFamilyHandle::close);
        db.close();
    }
}
