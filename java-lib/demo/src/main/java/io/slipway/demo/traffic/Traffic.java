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
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** The services' callers, in lanes that each keep a fixed rate: those of all three services, or the part that one process has. Started once, stopped once. */
public final class Traffic {
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
     * Starts lanes.
     *
     * @param posts those that this process fills
     * @param rate operations a second of all posts of all services together
     * @param seed chooses what the lanes do
     */
    public void start(List<Post> posts, double rate, long seed) {
        long start_ns = System.nanoTime();
        for (Post post : posts) {
            Duration interval =
                    Duration.ofNanos((long) (1e9 * post.lanes() / post.role().stepsPerSecond(rate)));
            // Lanes start apart by parts of an interval, or all of them would call at the same moments.
            long first_ns = start_ns + interval.toNanos() * lanes.size() / posts.size();
            SplittableRandom random =
                    new SplittableRandom(seed + Objects.hash(post.role().serviceName(), post.index()));
            Witness witness = witness(post.role());
            Lane lane = new Lane(witness, tally, steps(post, witness, random), interval, first_ns);
            lanes.add(lane);
            threads.add(new Thread(lane, post.laneName()));
        }
        threads.forEach(Thread::start);
    }

    private Runnable steps(Post post, Witness witness, SplittableRandom random) {
        KvStore witnessed = new WitnessedStore(store, witness);
        return switch (post.role()) {
            case MASTER -> new MasterSteps(new MasterService(witnessed), share(post), load, random);
            case DELIVERY -> {
                DeliveryService delivery = new DeliveryService(witnessed);
                List<KeyBook.Place> places = share(post).places();
                yield () -> delivery.deliver(
                        places.get(random.nextInt(places.size())).key());
            }
            case API -> new ApiSteps(new ApiService(witnessed), keys, random);
        };
    }

    private KeyBook share(Post post) {
        return keys.share(post.index(), post.lanes());
    }

    /** Ends all lanes; returns when their last operations have been answered. */
    public void stop() throws InterruptedException {
        lanes.forEach(Lane::stop);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /**
     * A caller beside the lanes, for bursts. Its use is for one thread; an operation of it counts like any other.
     *
     * @param customer whose strings it submits; nobody else may have the name
     */
    public BulkSubmission bulkSubmission(String customer) {
        return new BulkSubmission(new MasterService(new WitnessedStore(store, witness(Set.of()))), customer);
    }

    private Witness witness(Role role) {
        return witness(
                switch (role) {
                    case MASTER -> Set.of(DemoTable.SAMPLES, DemoTable.SIGHTINGS, DemoTable.STRINGS);
                    case DELIVERY -> Set.of(DemoTable.VERDICTS);
                    case API -> Set.of();
                });
    }

    private Witness witness(Set<DemoTable> own) {
        Set<String> ownTables = own.stream().map(DemoTable::tableName).collect(Collectors.toUnmodifiableSet());
        return new Witness(ledger, visits, tally, load, clock, ownTables);
    }
}
