package io.slipway.bench.server;

import java.util.ArrayList;
import java.util.List;

/** Runs of the same work by two workers in turn: A B B A, again and again. The first pair warms both up and is not kept. */
final class Duel {

    private final WorkerProcess subject;
    private final WorkerProcess peer;
    private final int rounds;

    /** @param rounds measured runs of each side, an even number */
    Duel(WorkerProcess subject, WorkerProcess peer, int rounds) {
        this.subject = subject;
        this.peer = peer;
        this.rounds = rounds;
    }

    /** The runs of both sides, in pairs. */
    record Result(List<Run> subject, List<Run> peer) {}

    Result fight(String command) {
        subject.run(command);
        peer.run(command);
        List<Run> ours = new ArrayList<>();
        List<Run> theirs = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            if (round % 2 == 0) {
                ours.add(subject.run(command));
                theirs.add(peer.run(command));
            } else {
                theirs.add(peer.run(command));
                ours.add(subject.run(command));
            }
        }
        return new Result(ours, theirs);
    }
}
