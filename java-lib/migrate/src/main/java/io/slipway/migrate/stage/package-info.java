/**
 * Stages: which phases a table passes, which of them may coexist, and what must hold before the next one.
 *
 * <p>It may import the ports of {@code io.slipway.spi} and nothing of any database. Its invariant: at most two adjacent epochs are accepted
 * by the source at any time, and every pair of phases in the table below is safe side by side in different processes.
 *
 * <pre>
 * phase        reads    a write is acknowledged when                outbox  early apply  target-only
 * SOURCE       source   the source has it                           no      no           no
 * ENROLLED     source   the source has it                           yes     no           no
 * DUAL_WRITE   source   the source has it (REQUIRED: target tried)  yes     yes          no
 * AUDIT        source   as DUAL_WRITE; reads compared               yes     yes          no
 * CONFIRM      source*  both have it, else unknown outcome          yes     awaited      no
 * READ_TARGET  target   both have it, else unknown outcome          yes     awaited      no
 * TARGET       target   the target has it                           drained -            yes
 *
 * * the services among the record's target readers read from the target
 *
 * neighbours                 why they are safe beside each other
 * SOURCE      - ENROLLED     the source, not the caller, decides on the outbox
 * ENROLLED    - DUAL_WRITE   early apply only shortens the outbox
 * DUAL_WRITE  - AUDIT        audit only compares
 * AUDIT       - CONFIRM      both read the source: there are no target readers in a CONFIRM beside AUDIT
 * CONFIRM     - CONFIRM      they differ in target readers; as CONFIRM - READ_TARGET
 * CONFIRM     - READ_TARGET  both sides have every acknowledged write before either of them answers
 * READ_TARGET - TARGET       the seal lies between: a caller in READ_TARGET is refused by the source and follows
 * </pre>
 *
 * <p>Every edge from epoch e (phase P) to e+1 (phase Q) takes the same steps, each of which may be repeated after a crash:
 *
 * <ol>
 *   <li>all live processes have acknowledged e; the source's window is {@code [e, e]}, so nobody older can write any more;
 *   <li>the gate of P to Q holds (numbers only). CONFIRM to READ_TARGET, or to a CONFIRM with more target readers: a version V is issued now, by a fenced read of no key, and every
 *       outbox entry below V is confirmed and none is parked. READ_TARGET to TARGET: the source is sealed, then the outbox is drained with
 *       frozen reads, until it is empty, and the record carries the floor;
 *   <li>the source's window becomes {@code [e, e+1]};
 *   <li>the record of e+1 is published by compare-and-set;
 *   <li>all live processes acknowledge e+1: no operation of an older epoch is in flight there;
 *   <li>the source's window becomes {@code [e+1, e+1]}.
 * </ol>
 *
 * <p>{@code audit -> read-target} is the two edges AUDIT to CONFIRM to READ_TARGET; {@code read-target -> audit} goes back through the same
 * two. {@code source -> dual-write} is SOURCE to ENROLLED (the source enrols) to DUAL_WRITE. There is no edge back from TARGET: it would
 * need the reverse log.
 *
 * <p><b>One service after the other.</b> From AUDIT on, {@code read-target} may be asked for one service alone: the table goes to CONFIRM
 * without target readers, and then to CONFIRM with that service among them; each change of theirs is an epoch like any other. A move of the
 * whole table forward ends in READ_TARGET; one backwards first publishes a CONFIRM without target readers, and AUDIT only when every living
 * process follows that: in AUDIT a write may be acknowledged that the target has not. What readers see, while some services read from one
 * side and some from the other:
 *
 * <ul>
 *   <li>every service sees each acknowledged write of every service, or a later one: both sides had it before it was acknowledged;
 *   <li>one that is not acknowledged (under way, or of unknown outcome) may be seen at the source and not yet at the target, and so by one
 *       read and then not by a later one of another service, or of another process of its service while that moves, or of a process that
 *       fell back to the source for want of a lease. It reaches the target with its acknowledgement, or by recovery;
 *   <li>of a batch that is not acknowledged, readers at the target may see a part.
 * </ul>
 *
 * <p><b>Libraries.</b> A move may demand that no living process has an older library than some version: such a step forward is refused, with
 * the processes' names. A process that died leaves the registry some time later ({@link io.slipway.migrate.stage.LeaseTerms#forgotten}) and
 * may be named until then.
 *
 * <p><b>A paused process.</b> The driver waits for every process whose renewal number moved within {@link
 * io.slipway.migrate.stage.LeaseTerms#dead}, and for nobody else. One that sleeps longer and then wakes still acts by an old epoch:
 *
 * <ul>
 *   <li>its writes, and its reads in every phase up to CONFIRM, meet the source's window (or the seal) and are refused;
 *   <li>its late early applies carry versions that the source issued, so they lose against everything newer, and against the floor;
 *   <li>its reads from the target in CONFIRM and READ_TARGET meet no fence. While others are in CONFIRM, READ_TARGET or TARGET they are
 *       still right: each acknowledged write is at the target. Behind CONFIRM, on the way back, they would be stale. So wherever a process
 *       reads from the target, and in TARGET, it answers only if its lease was still trusted ({@link io.slipway.migrate.stage.LeaseTerms#trusted}, counted from before the
 *       renewal was sent) when the target's reply arrived; and since everybody else waits out {@code dead}, AUDIT was not published then;
 *   <li>its writes in TARGET, sent before the pause, are ordered by the version they carried then, as any concurrent write is. They count as
 *       acknowledged by the same rule as reads do.
 * </ul>
 *
 * <p>A source that is sealed while the record does not say TARGET can only go forward: the driver then accepts no other move.
 */
@NullMarked
package io.slipway.migrate.stage;

import org.jspecify.annotations.NullMarked;
