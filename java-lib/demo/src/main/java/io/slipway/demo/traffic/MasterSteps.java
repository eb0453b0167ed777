package io.slipway.demo.traffic;

import com.google.protobuf.ByteString;
import io.slipway.demo.model.DemoTable;
import io.slipway.demo.service.MasterService;
import io.slipway.kv.PutOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What the callers of the master ask for: a mix of read-modify-write, deletes, re-creations and rows with ttl. For one thread. */
final class MasterSteps implements Runnable {
    private static final int GROUP_SIZE = 8;
    private static final int TTL_S_MIN = 5;
    private static final int TTL_S_MAX = 120;
    private static final int WITHDRAWN_MAX = 64;

    /** Shares of the steps in thousandths; what remains is analysis of one sample again, for ever. */
    private static final int RETIRE_SHARE = 100;

    /** More is retired during a load, because deletes that race it are what the demo is about. */
    private static final int RETIRE_UNDER_LOAD_SHARE = 250;

    private static final int RESUBMIT_SHARE = 60;
    private static final int WITHDRAW_SHARE = 20;
    private static final int PUBLISH_SHARE = 20;
    private static final int TTL_SHARE = 120;
    private static final int SIGHT_SHARE = 100;
    private static final int COUNT_SHARE = 120;
    private static final int LARGE_SHARE = 3;

    private final MasterService master;
    private final KeyBook keys;
    private final KeyPool samples;
    private final List<KeyPool> pools;
    private final Deque<KeyBook.Place> withdrawn = new ArrayDeque<>();
    private final LoadWatch load;
    private final RandomGenerator random;
    private long steps;

    MasterSteps(MasterService master, KeyBook keys, LoadWatch load, RandomGenerator random) {
        this.master = master;
        this.keys = keys;
        this.load = load;
        this.random = random;
        this.samples = new KeyPool(DemoTable.SAMPLES, keys.samples(), random);
        this.pools = List.of(
                samples,
                new KeyPool(
                        DemoTable.SIGHTINGS,
                        keys.places().stream().map(KeyBook.Place::key).toList(),
                        random),
                new KeyPool(DemoTable.STRINGS, keys.strings(), random));
    }

    @Override
    public void run() {
        steps++;
        KeyPool underLoad = pools.stream()
                .filter(pool -> load.loading(pool.table().tableName()))
                .findFirst()
                .orElse(null);
        int dice = random.nextInt(1000);
        int retireShare = underLoad == null ? RETIRE_SHARE : RETIRE_UNDER_LOAD_SHARE;
        if ((dice -= retireShare) < 0) {
            retire(underLoad != null ? underLoad : pools.get(random.nextInt(pools.size())));
        } else if ((dice -= RESUBMIT_SHARE) < 0) {
            resubmit(pools.get(random.nextInt(pools.size())));
        } else if ((dice -= WITHDRAW_SHARE) < 0) {
            withdraw();
        } else if ((dice -= PUBLISH_SHARE) < 0) {
            publish();
        } else if ((dice -= TTL_SHARE) < 0) {
            reanalyze(samples.pick(), PutOptions.ttl(Duration.ofSeconds(random.nextInt(TTL_S_MIN, TTL_S_MAX))));
        } else if ((dice -= SIGHT_SHARE) < 0) {
            KeyBook.Place place = anyPlace();
            master.sight(place.key(), place.sha256());
        } else if ((dice -= COUNT_SHARE) < 0) {
            count();
        } else if ((dice - LARGE_SHARE) < 0 && !keys.largeSamples().isEmpty()) {
            reanalyze(keys.largeSamples().get(random.nextInt(keys.largeSamples().size())), PutOptions.none());
        } else {
            reanalyze(samples.pick(), PutOptions.none());
        }
    }

    private void reanalyze(ByteString sha256, PutOptions retention) {
        master.reanalyze(sha256, "step-" + steps, retention);
    }

    private void retire(KeyPool pool) {
        List<ByteString> taken = pool.take(random.nextInt(4) == 0 ? 1 : GROUP_SIZE, load);
        if (taken.isEmpty()) {
            resubmit(pool);
        } else {
            pool.keep(master.retire(pool.table(), taken));
        }
    }

    private void resubmit(KeyPool pool) {
        Map<ByteString, ByteString> rows = pool.takeBack().orElse(Map.of());
        if (rows.isEmpty()) {
            reanalyze(samples.pick(), PutOptions.none());
        } else {
            master.resubmit(pool.table(), rows);
        }
    }

    private void withdraw() {
        KeyBook.Place place = anyPlace();
        master.withdraw(place.sha256(), place.key());
        if (withdrawn.size() < WITHDRAWN_MAX) {
            withdrawn.addLast(place);
        }
    }

    private void publish() {
        KeyBook.Place place = withdrawn.isEmpty() ? anyPlace() : withdrawn.removeFirst();
        master.publish(place.sha256(), place.key());
    }

    private void count() {
        KeyPool strings = pools.get(2);
        if (strings.isEmpty()) {
            reanalyze(samples.pick(), PutOptions.none());
        } else {
            master.count(strings.pick());
        }
    }

    private KeyBook.Place anyPlace() {
        return keys.places().get(random.nextInt(keys.places().size()));
    }
}
