package io.slipway.it;

import com.google.protobuf.ByteString;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.config.FileConfigStore;
import io.slipway.migrate.load.LoadListener;
import io.slipway.migrate.load.LoadResult;
import io.slipway.migrate.load.LoadRun;
import io.slipway.migrate.load.LoadSettings;
import io.slipway.migrate.load.Loader;
import io.slipway.migrate.savepoint.FileSavepointStore;
import io.slipway.migrate.stage.LeaseTerms;
import io.slipway.migrate.stage.StageDriver;
import io.slipway.migrate.stage.StageMove;
import io.slipway.migrate.validate.ValidationReport;
import io.slipway.migrate.validate.ValidationScope;
import io.slipway.migrate.validate.ValidationSettings;
import io.slipway.migrate.validate.Validator;
import io.slipway.provider.SystemEnvironment;
import io.slipway.source.rocksdb.RocksOptions;
import io.slipway.source.rocksdb.RocksSource;
import io.slipway.spi.Layout;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.Stage;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import io.slipway.spi.target.TargetStore;
import io.slipway.spi.target.TargetTable;
import io.slipway.target.cql.CqlConfig;
import io.slipway.target.cql.CqlTargetStore;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;

/**
 * One table of an embedded old store on its way to a real server, whose row i is known from i alone: every tenth expires in an hour, every
 * hundredth is stored in chunks.
 */
final class MovingTable implements AutoCloseable {

    static final String NAME = "reports";
    private static final int BATCH = 500;
    private static final int CHUNK_BYTES = 16 << 10;

    final SourceStore source;
    final TargetStore target;
    private final Path folder;
    private final TableSpec spec = TableSpec.of(NAME, new Layout.PrefixUntil((byte) '/'));
    private final SystemEnvironment environment = new SystemEnvironment(2);
    private final FileConfigStore configs;

    MovingTable(Path folder, InetSocketAddress server, String datacenter, String keyspace) {
        this.folder = folder;
        this.source = RocksSource.open(RocksOptions.at(folder.resolve("old")).withSync(false), InstantSource.system());
        this.configs = FileConfigStore.open(folder.resolve("tables.yaml"), ForkJoinPool.commonPool());
        this.target = Waiting.on(CqlTargetStore.connect(
                CqlConfig.builder()
                        .contactPoints(List.of(server))
                        .localDatacenter(datacenter)
                        .keyspace(keyspace)
                        .chunkBytes(CHUNK_BYTES)
                        .build(),
                InstantSource.system()));
    }

    static ByteString key(int i) {
        return ByteString.copyFromUtf8(String.format("part%02d/%06d", i % 37, i));
    }

    static ByteString value(int i) {
        String text = "value " + i + " ";
        return ByteString.copyFromUtf8(i % 100 == 0 ? text.repeat(4_000) : text.repeat(20));
    }

    /** Fills the old store and takes the table to dual-write. */
    void begin(int rows) {
        long expiry = Instant.now().getEpochSecond() + 3_600;
        for (int from = 0; from < rows; from += BATCH) {
            List<SourceWrite> writes = new ArrayList<>();
            for (int i = from; i < Math.min(rows, from + BATCH); i++) {
                StoredValue stored = i % 10 == 0 ? new StoredValue(value(i), expiry) : StoredValue.lasting(value(i));
                writes.add(new SourceWrite(new TableEpoch(NAME, 0), key(i), Mutation.put(stored)));
            }
            Waiting.on(source.write(new SourceBatch(writes, List.of())));
        }
        Waiting.on(configs.publish(new TableConfig(
                spec, Phase.SOURCE, 1, 0, WritePolicy.BACKGROUND, 1, 0, "begin", "test", Instant.EPOCH)));
        StageDriver driver = new StageDriver(
                environment,
                source,
                target,
                configs,
                (table, below) -> CompletableFuture.completedFuture(null),
                LeaseTerms.DEFAULT,
                Duration.ofSeconds(30));
        Waiting.on(driver.move(StageMove.of(NAME, Stage.DUAL_WRITE, "test", "test")));
    }

    TargetTable opened() {
        return Waiting.on(target.open(spec));
    }

    /** A version above all that were issued. */
    long freshVersion() {
        return Waiting.on(source.fencedRead(NAME, List.of())).version();
    }

    LoadRun startLoad(LoadListener listener) {
        LoadSettings settings = LoadSettings.DEFAULT.withPages(8, 4, 128, 256 << 10);
        return new Loader(environment, source, target, configs, settings)
                .start(
                        NAME,
                        new FileSavepointStore(folder.resolve("load.savepoint"), ForkJoinPool.commonPool()),
                        listener);
    }

    LoadResult load() {
        return Waiting.on(startLoad(progress -> {}).result());
    }

    ValidationReport validate(ValidationScope scope) {
        return Waiting.on(new Validator(environment, source, target, configs, ValidationSettings.DEFAULT)
                .start(
                        NAME,
                        scope,
                        new FileSavepointStore(folder.resolve("validate.savepoint"), ForkJoinPool.commonPool()),
                        (step, rows, estimated) -> {})
                .report());
    }

    @Override
    public void close() {
        target.close();
        configs.close();
        source.close();
        environment.close();
    }
}
