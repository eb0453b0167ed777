/**
 * The services at work while their tables move: all in this process, or spread over processes of their own that can be killed and started
 * again.
 *
 * <p>It may import the traffic, the provider and the operator's side, and Jackson for the lines that processes exchange; services themselves
 * still know {@code io.slipway.kv} alone.
 *
 * <p>What a process has told the store is in its journal before the store can have it, so no kill makes the oracle forget a write; and no
 * service process outlives the one that started it.
 *
 * <p>A process may be a guest: a program in another language that speaks the same lines and keeps the same journal.
 *
 * <pre>
 * orders, one JSON object a line on standard input      words, one JSON object a line on standard output
 * start    what to be, and where everything is          ready      the callers are at work
 * loading  ranges of a table that are being loaded      numbers    everything counted so far, twice a second
 * submit   a customer's bulk submission                 submitted  it is acknowledged
 * count    tell what is under way                       counted    that
 * stop     end the callers, close, say the last         trouble    an operation failed, or an answer is wrong
 *          numbers                                      done       the last word
 * </pre>
 *
 * The end of standard input ends a service process at once.
 */
@NullMarked
package io.slipway.demo.process;

import org.jspecify.annotations.NullMarked;
