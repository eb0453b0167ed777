package io.slipway.demo.process;

import io.slipway.demo.traffic.BulkSubmission;
import io.slipway.demo.traffic.KeyBook;
import io.slipway.demo.traffic.Ledger;
import io.slipway.demo.traffic.LoadRanges;
import io.slipway.demo.traffic.Post;
import io.slipway.demo.traffic.StageVisits;
import io.slipway.demo.traffic.Tally;
import io.slipway.demo.traffic.Totals;
import io.slipway.demo.traffic.Traffic;
import io.slipway.kv.KvConfig;
import io.slipway.provider.Operator;
import io.slipway.provider.Slipway;
import io.slipway.spi.KeyRange;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** All services as threads of this process, with the operator among them: what an embedded old store asks for. */
public final class EmbeddedServices implements Services {
    private final Tally tally;
    private final StageVisits visits = new StageVisits();
    private final LoadRanges loads = new LoadRanges();
    private final StageClock stages = new StageClock(visits);
    private final Slipway slipway;
    private final Traffic traffic;
    private final BulkSubmission bulk;
    private final Pace pace;

    private EmbeddedServices(
            KvConfig config, KeyBook keys, Ledger ledger, Pace pace, Consumer<String> troubles, Clock clock) {
        this.tally = new Tally(troubles);
        this.pace = pace;
        this.slipway = Slipway.open(config, stages);
        this.traffic = new Traffic(slipway.store(), keys, ledger, visits, tally, loads, clock);
        this.bulk = traffic.bulkSubmission("demo");
    }

    /**
     * Opens the store; its tables need no records yet.
     *
     * @param ledger is kept up to date while the services run
     * @param troubles is told of failed operations and wrong answers
     */
    public static EmbeddedServices open(
            KvConfig config, KeyBook keys, Ledger ledger, Pace pace, Consumer<String> troubles, Clock clock) {
        return new EmbeddedServices(config, keys, ledger, pace, troubles, clock);
    }

    @Override
    public Operator operator() {
        return slipway.operator();
    }

    @Override
    public void start() {
        Answers.await(slipway.operator().tables()).values().forEach(stages::enter);
        traffic.start(Post.all(), pace.rate(), pace.seed());
    }

    @Override
    public String describe() {
        return "three services run in this process";
    }

    @Override
    public void loading(String table, List<KeyRange> ranges) {
        loads.set(table, ranges);
    }

    @Override
    public void submitBulk() {
        bulk.submit();
    }

    @Override
    public long earlyApplies() {
        return slipway.earlyAppliesUnderWay();
    }

    @Override
    public void stop() throws InterruptedException {
        traffic.stop();
    }

    @Override
    public Totals totals() {
        return Totals.of(tally, slipway.counters());
    }

    @Override
    public StageVisits visits() {
        return visits;
    }

    @Override
    public List<String> registered() {
        return List.of();
    }

    @Override
    public List<GuestNumbers> guests() {
        return List.of();
    }

    @Override
    public List<String> problems() {
        return List.of();
    }

    /** Nothing to do: the ledger was kept all the while. */
    @Override
    public void writeInto(Ledger ledger) {}

    @Override
    public void close() {
        slipway.close();
    }
}
