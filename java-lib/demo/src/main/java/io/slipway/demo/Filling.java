package io.slipway.demo;

import io.slipway.cassandra.CassandraCluster;
import io.slipway.demo.analysis.InputCatalog;
import io.slipway.demo.analysis.InputFeed;
import io.slipway.demo.fill.Filler;
import io.slipway.demo.model.DemoTable;
import io.slipway.demo.traffic.KeyBook;
import io.slipway.demo.traffic.Ledger;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvStore;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts the analysed input into the old store, by that store's own provider: Slipway has not been heard of yet. */
final class Filling {
    private final DemoOptions options;
    private final Terminal terminal;
    private final Clock clock;

    Filling(DemoOptions options, Terminal terminal, Clock clock) {
        this.options = options;
        this.terminal = terminal;
        this.clock = clock;
    }

    /**
     * Fills the store and returns how many rows each table has.
     *
     * @param ledger gets what was acknowledged
     * @param keys gets the keys
     */
    Map<DemoTable, Long> fill(KvConfig config, Ledger ledger, KeyBook keys) throws IOException {
        try (KvStore oldStore = KvStore.open(config)) {
            Filler filler = new Filler(oldStore, ledger, keys, clock);
            feed(filler);
            terminal.say(
                    "the old store holds %,d rows, %.1f MB: %,d samples, %,d sightings, %,d strings",
                    filler.rows(),
                    filler.bytes() / 1e6,
                    filler.rows(DemoTable.SAMPLES),
                    filler.rows(DemoTable.SIGHTINGS),
                    filler.rows(DemoTable.STRINGS));
            return Arrays.stream(DemoTable.values()).collect(Collectors.toMap(Function.identity(), filler::rows));
        }
    }

    private void feed(Filler filler) throws IOException {
        ExecutorService analysts =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try (InputCatalog catalog = InputCatalog.open(jars());
                Terminal.Progress progress = terminal.progress("analyse", options.rows())) {
            new InputFeed(catalog, analysts, options.rows(), options.seed()).run(item -> {
                filler.accept(item);
                progress.at(filler.rows(), options.rows(), filler.bytes());
            });
            filler.finish();
        } finally {
            analysts.shutdown();
        }
    }

    /** The jars that this program runs from, and those of the server. */
    private static List<Path> jars() {
        Stream<Path> own = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of);
        return Stream.concat(own, CassandraCluster.serverJars().stream()).toList();
    }
}
