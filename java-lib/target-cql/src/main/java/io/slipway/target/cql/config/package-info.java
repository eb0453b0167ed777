/**
 * The config store in a CQL cluster: tables' records, their history, evidence and the registry of processes.
 *
 * <p>It may import the ports of {@code io.slipway.spi}, the CQL driver and what {@code io.slipway.target.cql} has for it; users touch {@link
 * io.slipway.target.cql.config.CqlConfigStore} and its options. Its invariants: a table's record changes by lightweight transaction alone,
 * and of several publishers of one epoch exactly one is told that it won; plain and conditional writes never meet in one table; no
 * server's and no client's clock decides what a process of the registry said last.
 *
 * <p><b>Records.</b> All records of all tables are one partition, with the newest epoch of each table ("heads") in its static row. A
 * publication is one lightweight transaction: it adds a row and moves the head, if the head is where the publisher saw it. Rows are never
 * changed, and each carries the token of its publication. If a transaction's outcome is unknown, the row is read serially, which decides
 * what is under way: a token of one's own means published, another one means lost, none means to try again, which cannot publish twice.
 *
 * <p><b>Polls.</b> {@code readAll} is a plain quorum read of the heads; only where one has moved are rows read, plainly as well, and serially if one is
 * not there yet. A quorum read
 * sees every acknowledged publication, as those were committed at a quorum, and may see one that is decided and not acknowledged. That is
 * all that the stages' protocol asks for: a planner goes on only after its publication was acknowledged.
 *
 * <p><b>Registry.</b> Every registration, renewal and removal is a plain write at a quorum whose write timestamp is the process's own
 * renewal number. Whoever lists the processes after a registration was acknowledged sees it; a late duplicate changes nothing; and the
 * removal of a silent process, written at the number at which it was silent, gives way to whatever that process still has to say.
 *
 * <p><b>Evidence.</b> A number is written above the version that is there, so that of two writers, one after the other, the later one
 * counts, however their clocks differ.
 */
@NullMarked
package io.slipway.target.cql.config;

import org.jspecify.annotations.NullMarked;
