/**
 * What a process measures of itself, as Micrometer meters, and the decorators of the ports that take the measurements.
 *
 * <p>It may import the ports, the counters of {@code io.slipway.migrate} and Micrometer, and no database. A meter exists from the first
 * use of its table until the store is closed; no tag holds a key, a value or anything else that a service wrote.
 *
 * <pre>
 * meter                          type     tags                what it says
 * slipway.calls                  timer    table, outcome      calls of services, from start to answer; outcome: ok, refused (USER), failed
 * slipway.source.requests        timer    operation, outcome  requests to the source; outcome: ok, refused, unavailable, overloaded, unknown
 * slipway.target.requests        timer    operation, outcome  requests to the target, early applies and recovery included
 * slipway.operations             counter  table               calls of services, answered or not
 * slipway.failed                 counter  table               calls that failed for a reason other than a wrong argument
 * slipway.retries                counter  table               attempts repeated: the table had moved, or the target failed
 * slipway.early.applied          counter  table               writes that reached the target right behind the source
 * slipway.early.skipped          counter  table               early applies left to the recoverer
 * slipway.early.failed           counter  table               early applies that the target failed
 * slipway.recovered              counter  table               outbox entries that this process's recoverer brought over
 * slipway.parked                 counter  table               outbox entries set aside
 * slipway.audited.reads          counter  table               keys that services read from the source in audit
 * slipway.comparisons            counter  table               reads compared with the target
 * slipway.mismatches             counter  table               comparisons that found a lasting difference
 * slipway.failures.recorded      counter  table               failed early applies and mismatches that the audit log has
 * slipway.failures.dropped       counter  table               those that were too many to keep, or that the log refuses
 * slipway.failures.recorded      counter  table               failed early applies and mismatches that the audit log has
 * slipway.failures.dropped       counter  table               those that were too many to keep, or that the audit log refuses
 * slipway.unservable.scans       counter  table               scans that the layout will not serve at the target
 * slipway.versions.ahead         counter  table               versions too far ahead of this process's clock
 * slipway.calls.in.flight        gauge                        unanswered calls
 * slipway.early.in.flight        gauge                        early applies under way
 * slipway.breaker.open           gauge                        1 while the breaker keeps early applies from the target, else 0
 * slipway.lease.age              gauge                        seconds since the renewal that this process relies on was sent; NaN before
 * slipway.table.epoch            gauge    table               the epoch that this process follows
 * slipway.table.stage            gauge    table               0 source, 1 dual-write, 2 audit, 3 read-target, 4 target
 * slipway.outbox.depth           gauge    table               unconfirmed entries, in the process that recovers the table; NaN elsewhere
 * slipway.outbox.age             gauge    table               seconds since the oldest of them was written; 0 if there is none
 * slipway.outbox.parked          gauge    table               entries set aside
 * </pre>
 */
@NullMarked
package io.slipway.provider.metrics;

import org.jspecify.annotations.NullMarked;
