package io.slipway.demo.traffic;

import io.slipway.demo.model.DemoTable;
import io.slipway.demo.service.ApiService;
import io.slipway.demo.service.DeliveryService;
import io.slipway.demo.service.MasterService;
import io.slipway.kv.KvStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The three services under a fixed rate of operations, each with a few lanes of callers. Started once, stopped once. */
public final class Traffic {
    private static final int MASTER_LANES = 4;
    private static final int DELIVERY_LANES = 2;
    private static final int API_LANES = 3;

    /** Shares of the operations; a step of the master has two, one of the delivery service four, one of the API one. */
    private static final double MASTER_STEPS = 0.45 / 2;

    private static final double DELIVERY_STEPS = 0.20 / 4;
    private static final double API_STEPS = 0.35;

    private final KvStore store;
    private final KeyBook keys;
    private final Ledger ledger;
    private final StageVisits visits;
    private final Tally tally;
    private final LoadWatch load;
    private final Clock clock;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    public Traffic(
            KvStore store, KeyBook keys, Ledger ledger, StageVisits visits, Tally tally, LoadWatch load, Clock clock) {
        this.store = store;
        this.keys = keys;
        this.ledger = ledger;
        this.visits = visits;
        this.tally = tally;
        this.load = load;
        this.clock = clock;
    }

    /**
     * Starts the lanes.
     *
     * @param rate operations a second of all services together
     */
    public void start(double rate, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < MASTER_LANES; i++) {
            Witness witness = witness(DemoTable.SAMPLES, DemoTable.SIGHTINGS, DemoTable.STRINGS);
            MasterService master = new MasterService(new WitnessedStore(store, witness));
            Runnable steps = new MasterSteps(master, keys.share(i, MASTER_LANES), load, random.split());
            addLane("master-" + i, witness, steps, rate * MASTER_STEPS / MASTER_LANES);
        }
        for (int i = 0; i < DELIVERY_LANES; i++) {
            Witness witness = witness(DemoTable.VERDICTS);
            DeliveryService delivery = new DeliveryService(new WitnessedStore(store, witness));
            List<KeyBook.Place> places = keys.share(i, DELIVERY_LANES).places();
            SplittableRandom dice = random.split();
            Runnable steps = () ->
                    delivery.deliver(places.get(dice.nextInt(places.size())).key());
            addLane("delivery-" + i, witness, steps, rate * DELIVERY_STEPS / DELIVERY_LANES);
        }
        for (int i = 0; i < API_LANES; i++) {
            Witness witness = witness();
            ApiService api = new ApiService(new WitnessedStore(store, witness));
            addLane("api-" + i, witness, new ApiSteps(api, keys, random.split()), rate * API_STEPS / API_LANES);
        }
        threads.forEach(Thread::start);
    }

    /** Ends all lanes; returns when their last operations have been answered. */
    public void stop() throws InterruptedException {
        lanes.forEach(Lane::stop);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** A caller beside the lanes, for bursts. Its use is for one thread; an operation of it counts like any other. */
    public BulkSubmission bulkSubmission() {
        return new BulkSubmission(new MasterService(new WitnessedStore(store, witness())));
    }

    private Witness witness(DemoTable... own) {
        Set<String> ownTables = Stream.of(own).map(DemoTable::tableName).collect(Collectors.toUnmodifiableSet());
        return new Witness(ledger, visits, tally, load, clock, ownTables);
    }

    private void addLane(String name, Witness witness, Runnable step, double stepsPerSecond) {
        Duration interval = Duration.ofNanos((long) (1e9 / stepsPerSecond));
        // Lanes start apart by parts of an interval, or all of them would call at the same moments.
        long first =
                System.nanoTime() + interval.toNanos() * threads.size() / (MASTER_LANES + DELIVERY_LANES + API_LANES);
        Lane lane = new Lane(witness, tally, step, interval, first);
        lanes.add(lane);
        threads.add(new Thread(lane, name));
    }
}
