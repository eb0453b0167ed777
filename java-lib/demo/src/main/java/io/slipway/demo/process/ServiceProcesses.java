package io.slipway.demo.process;

import io.slipway.demo.traffic.Journal;
import io.slipway.demo.traffic.Ledger;
import io.slipway.demo.traffic.Post;
import io.slipway.demo.traffic.Role;
import io.slipway.demo.traffic.StageVisits;
import io.slipway.demo.traffic.Totals;
import io.slipway.kv.KvConfig;
import io.slipway.provider.Operator;
import io.slipway.spi.KeyRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The services in processes of their own, each with one role, and the operator in this one. They meet in the stores alone. */
public final class ServiceProcesses implements Services {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceProcesses.class);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

    private final Operator operator;
    private final List<Member> members;
    private final Map<Guest, Member> guests = new EnumMap<>(Guest.class);
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final Map<String, List<KeyRange>> loading = new ConcurrentHashMap<>();
    private final ExecutorService messages = Executors.newSingleThreadExecutor(ServiceProcesses::daemon);
    private final ExecutorService starts = Executors.newCachedThreadPool(ServiceProcesses::daemon);

    private ServiceProcesses(ProcessSetup setup, int processes, List<Guest> guests, Path root) {
        this.members = members(setup, processes);
        guests.forEach(guest -> {
            Member member = new Member(guest.job(root, setup.pace()), setup, problems::add);
            this.guests.put(guest, member);
            members.add(member);
        });
        this.operator = Operator.open(
                KvConfig.file(setup.config()).with("service", "operator").with("config.cql.create", "true"));
    }

    /**
     * Opens the operator's side. The services start later.
     *
     * @param processes at least as many as there are roles; they get the roles in turn
     * @param guests beside those
     * @param root the repository, in which guests were built
     */
    public static ServiceProcesses open(ProcessSetup setup, int processes, List<Guest> guests, Path root) {
        return new ServiceProcesses(setup, processes, guests, root);
    }

    private List<Member> members(ProcessSetup setup, int processes) {
        List<Role> turns = List.of(Role.values());
        List<Role> roles = IntStream.range(0, processes)
                .mapToObj(i -> turns.get(i % turns.size()))
                .toList();
        Map<Role, Integer> ofRole = new EnumMap<>(Role.class);
        List<Member> all = new ArrayList<>();
        for (Role role : roles) {
            int index = ofRole.merge(role, 1, Integer::sum) - 1;
            int sharing = Collections.frequency(roles, role);
            List<Post> posts = Post.ofProcess(role, index, sharing);
            all.add(new Member(Job.java(role.serviceName() + "-" + index, role, posts, setup), setup, problems::add));
        }
        return all;
    }

    @Override
    public Operator operator() {
        return operator;
    }

    @Override
    public void start() {
        CompletableFuture.allOf(members.stream().map(member -> started(member)).toArray(CompletableFuture[]::new))
                .join();
    }

    @Override
    public String describe() {
        List<String> java = names().subList(0, members.size() - guests.size());
        String those = "three services run in " + java.size() + " processes (" + String.join(", ", java) + ")";
        return guests.isEmpty()
                ? those
                : those + ", beside them "
                        + guests.keySet().stream()
                                .map(guest -> guest.service() + " in " + guest.language())
                                .collect(Collectors.joining(" and "))
                        + ",";
    }

    @Override
    public void loading(String table, List<KeyRange> ranges) {
        messages.execute(() -> {
            loading.put(table, ranges);
            members.forEach(member -> member.child().tell(new Order.Loading(table, ranges)));
        });
    }

    @Override
    public void submitBulk() {
        CompletableFuture.allOf(members.stream()
                        .filter(member -> member.role() == Role.MASTER)
                        .map(member -> member.child().submit())
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    @Override
    public long earlyApplies() {
        List<CompletableFuture<Word.Counted>> answers =
                members.stream().map(member -> member.child().count()).toList();
        return answers.stream()
                .mapToLong(answer -> answer.join().earlyApplies())
                .sum();
    }

    /** The names of the processes. */
    public List<String> names() {
        return members.stream().map(Member::name).toList();
    }

    /**
     * Kills a process with SIGKILL amid operations, if it can be met so, and starts it again at once. Returns when it is dead.
     *
     * @return completes when it works again
     */
    public CompletableFuture<Kill> kill(String name) throws InterruptedException {
        Member member = members.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        Child child = member.child();
        int calls = Ambush.on(child, member.role());
        child.kill();
        long killed_ns = System.nanoTime();
        child.ended().join();
        return started(member)
                .thenApply(ready ->
                        new Kill(name, calls, ready.writesUnanswered(), (System.nanoTime() - killed_ns) / 1e9));
    }

    /**
     * One SIGKILL of a service process.
     *
     * @param callsUnderWay operations without an answer at that moment
     * @param writesUnanswered keys of which the journal, read at the next start, tells no answer
     * @param away_s seconds until its callers worked again
     */
    public record Kill(String process, int callsUnderWay, int writesUnanswered, double away_s) {}

    @Override
    public void stop() throws InterruptedException {
        members.forEach(member -> member.child().tell(new Order.Stop()));
        for (Member member : members) {
            Child child = member.child();
            child.ended()
                    .copy()
                    .completeOnTimeout(-1, STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
            if (!child.isDone()) {
                problems.add("process " + member.name() + " did not stop in an orderly way");
                member.kill();
            }
        }
    }

    @Override
    public Totals totals() {
        return members.stream().map(Member::totals).reduce(Totals.NONE, Totals::plus);
    }

    @Override
    public StageVisits visits() {
        StageVisits visits = new StageVisits();
        members.stream().flatMap(Member::visits).forEach(visits::add);
        return visits;
    }

    @Override
    public List<String> registered() {
        return members.stream().map(Member::service).sorted().toList();
    }

    @Override
    public List<GuestNumbers> guests() {
        return guests.entrySet().stream()
                .map(entry -> new GuestNumbers(
                        entry.getKey(),
                        entry.getValue().totals(),
                        entry.getValue().latency_us()))
                .toList();
    }

    @Override
    public List<String> problems() {
        return List.copyOf(problems);
    }

    @Override
    public void writeInto(Ledger ledger) {
        for (Member member : members) {
            Journal.Content content = Journal.replay(member.journal(), ledger);
            LOG.info(
                    "{} wrote {} times, {} keys without an answer",
                    member.name(),
                    content.writes(),
                    content.unanswered());
        }
    }

    @Override
    public void close() {
        members.forEach(Member::kill);
        starts.shutdownNow();
        messages.shutdownNow();
        operator.close();
    }

    /** A process that has just started is told of the loads that run. */
    private CompletableFuture<Word.Ready> started(Member member) {
        return CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return member.start();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                                throw new IllegalStateException("interrupted while " + member.name() + " starts", e);
                            }
                        },
                        starts)
                .thenApplyAsync(
                        ready -> {
                            loading.forEach((table, ranges) -> member.child().tell(new Order.Loading(table, ranges)));
                            return ready;
                        },
                        messages);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "service-processes");
        thread.setDaemon(true);
        return thread;
    }
}
