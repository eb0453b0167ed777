package io.slipway.demo.process;

import io.slipway.demo.traffic.StageVisits;
import io.slipway.demo.traffic.Totals;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One start of a service process, as the process that started it sees it. Thread-safe. */
final class Child {
    private static final Logger LOG = LoggerFactory.getLogger(Child.class);
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(1);
    private static final Word.Counted NOTHING = new Word.Counted(0, 0, 0, 0);

    private final Process process;
    private final BufferedWriter orders;
    private final Consumer<String> troubles;
    private final AtomicLong questions = new AtomicLong();
    private final Map<Long, CompletableFuture<Word>> unanswered = new ConcurrentHashMap<>();
    private final CompletableFuture<Word.Ready> ready = new CompletableFuture<>();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final Map<Visit, StageVisits.Part> visits = new ConcurrentHashMap<>();
    private volatile Totals totals = Totals.NONE;
    private volatile Map<Long, Long> latencies_us = Map.of();
    private volatile boolean isDone;
    private volatile boolean isKilled;

    private record Visit(String table, long epoch) {}

    private Child(Process process, Consumer<String> troubles) {
        this.process = process;
        this.orders = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.troubles = troubles;
    }

    /**
     * Starts a process.
     *
     * @param log to which what it prints on standard error is appended
     * @param troubles is told of its failed operations and wrong answers
     */
    static Child start(Program program, Order.Start start, Path log, Consumer<String> troubles) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(program.words()).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(program.environment());
        Child child = new Child(builder.start(), troubles);
        Thread listener = new Thread(child::listen, "listen-" + start.name());
        listener.setDaemon(true);
        listener.start();
        child.tell(start);
        return child;
    }

    /** Completes once it works; fails if it ends before. */
    CompletableFuture<Word.Ready> ready() {
        return ready;
    }

    /** Completes with the exit code, once everything that it told has been heard. */
    CompletableFuture<Integer> ended() {
        return ended;
    }

    /** Whether it has said its last word, and so told all its numbers. */
    boolean isDone() {
        return isDone;
    }

    /** Whether {@link #kill} has ended it, or is about to. */
    boolean isKilled() {
        return isKilled;
    }

    /** Sends an order; one to a process that has ended is lost. */
    void tell(Order order) {
        synchronized (orders) {
            try {
                orders.write(Lines.of(order));
                orders.write('\n');
                orders.flush();
            } catch (IOException e) {
                LOG.info("an order came too late: {}", e.getMessage());
            }
        }
    }

    /** Ends the orders without a stop, as the end of this process would. */
    void endOrders() {
        synchronized (orders) {
            try {
                orders.close();
            } catch (IOException e) {
                LOG.info("the orders had ended already: {}", e.getMessage());
            }
        }
    }

    /** Asks what is under way; nothing is if it ends, or takes its time, without an answer. */
    CompletableFuture<Word.Counted> count() {
        return ask(Order.Count::new)
                .thenApply(word -> word instanceof Word.Counted counted ? counted : NOTHING)
                .completeOnTimeout(NOTHING, ANSWER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Has a bulk submitted; completes when that has ended, or the process has. */
    CompletableFuture<Void> submit() {
        return ask(Order.Submit::new).thenApply(word -> null);
    }

    /** SIGKILL. What it has said before is still heard. */
    void kill() {
        isKilled = true;
        // Process.destroyForcibly would throw away what has not been read yet.
        process.toHandle().destroyForcibly();
    }

    Totals totals() {
        return totals;
    }

    /** See {@link Word.Numbers}. */
    Map<Long, Long> latencies_us() {
        return latencies_us;
    }

    List<StageVisits.Part> visits() {
        return List.copyOf(visits.values());
    }

    private CompletableFuture<Word> ask(LongFunction<Order> question) {
        long number = questions.incrementAndGet();
        CompletableFuture<Word> answer = new CompletableFuture<>();
        unanswered.put(number, answer);
        tell(question.apply(number));
        // In this order, or a question that comes while the process ends is never answered.
        if (ended.isDone()) {
            answer(number, new Word.Done());
        }
        return answer;
    }

    private void answer(long number, Word word) {
        CompletableFuture<Word> waiting = unanswered.remove(number);
        if (waiting != null) {
            waiting.complete(word);
        }
    }

    private void listen() {
        try (BufferedReader words =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = words.readLine(); line != null; line = words.readLine()) {
                hear(line);
            }
        } catch (IOException | IllegalArgumentException e) {
            if (isKilled) {
                LOG.info("the last word of a killed process is incomplete");
            } else {
                LOG.warn("a service process cannot be understood any more", e);
                kill();
            }
        }
        int code = process.onExit().join().exitValue();
        ready.completeExceptionally(new IllegalStateException("the process ended with code " + code));
        ended.complete(code);
        List.copyOf(unanswered.keySet()).forEach(number -> answer(number, new Word.Done()));
    }

    private void hear(String line) {
        if (!Lines.isMessage(line)) {
            LOG.info("a service process printed: {}", line);
            return;
        }
        Word word = Lines.word(line);
        if (word instanceof Word.Ready first) {
            ready.complete(first);
        } else if (word instanceof Word.Numbers numbers) {
            totals = numbers.totals();
            latencies_us = numbers.latencies_us();
            numbers.visits().forEach(part -> visits.put(new Visit(part.table(), part.epoch()), part));
        } else if (word instanceof Word.Submitted submitted) {
            answer(submitted.number(), submitted);
        } else if (word instanceof Word.Counted counted) {
            answer(counted.number(), counted);
        } else if (word instanceof Word.Trouble trouble) {
            troubles.accept(trouble.what());
        } else if (word instanceof Word.Done) {
            isDone = true;
        }
    }
}
