/**
 * The view of a whole migration as Prometheus meters.
 *
 * <p>It may import {@code io.slipway.provider}, the types that its operator speaks in, and Micrometer. A scrape asks the stores anew, but not
 * more often than once a period; what cannot be asked keeps its last number, and {@code slipway.exporter.up} says so.
 *
 * <pre>
 * meter                  tags            what it says
 * slipway.exporter.up                    1 if the last look at the stores succeeded, else 0
 * slipway.table.stage    table           0 source, 1 dual-write, 2 audit, 3 read-target, 4 target
 * slipway.table.epoch    table           the epoch of its record
 * slipway.outbox.depth   table           unconfirmed entries
 * slipway.outbox.age     table           seconds since the oldest of them was written; 0 if there is none
 * slipway.outbox.parked  table           entries set aside
 * slipway.gate           table, number   a number of the gate to the next stage
 * slipway.gate.holds     table, number   1 if it holds, else 0
 * slipway.processes      service         registered processes
 * slipway.followers      table           registered processes that have acknowledged the table's epoch
 * </pre>
 */
@NullMarked
package io.slipway.cli.metrics;

import org.jspecify.annotations.NullMarked;
