/**
 * What a run of the demo reports: the numbers, their JSON form, the table on the terminal and the rule that makes a run a failure.
 *
 * <p>It may import the traffic's book-keeping and Jackson; it measures nothing itself.
 *
 * <p>The names of the JSON fields are an interface: scripts read them.
 */
@NullMarked
package io.slipway.demo.report;

import org.jspecify.annotations.NullMarked;
