package io.slipway.demo.process;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.slipway.demo.traffic.StageVisits;
import io.slipway.demo.traffic.Totals;
import java.util.List;
import java.util.Map;

/** What a service process tells. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "word")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Word.Ready.class, name = "ready"),
    @JsonSubTypes.Type(value = Word.Numbers.class, name = "numbers"),
    @JsonSubTypes.Type(value = Word.Submitted.class, name = "submitted"),
    @JsonSubTypes.Type(value = Word.Counted.class, name = "counted"),
    @JsonSubTypes.Type(value = Word.Trouble.class, name = "trouble"),
    @JsonSubTypes.Type(value = Word.Done.class, name = "done"),
})
sealed interface Word {
    /**
     * The callers are at work.
     *
     * @param writesUnanswered keys whose latest write an earlier start sent, by the journal, without hearing of its answer
     */
    record Ready(int writesUnanswered) implements Word {}

    /**
     * Everything counted since the start of the process, not since the last word: a word that is lost with the process takes only what was
     * counted after the one before.
     *
     * @param visits those that have changed since they were last told; none of a guest, which knows of no stages
     * @param latencies_us of a guest's operations: how many took so many microseconds, cut to three digits
     */
    record Numbers(Totals totals, List<StageVisits.Part> visits, Map<Long, Long> latencies_us) implements Word {
        Numbers(Totals totals, List<StageVisits.Part> visits) {
            this(totals, visits, Map.of());
        }
    }

    /** A bulk is acknowledged, or has failed. */
    record Submitted(long number) implements Word {}

    /**
     * @param calls operations without an answer
     * @param writes keys that these write
     * @param earlyApplies writes on their way to the target right behind the source
     */
    record Counted(long number, int calls, int writes, int earlyApplies) implements Word {}

    /** An operation failed, or an answer is wrong. Numbers that include it are told with it. */
    record Trouble(String what) implements Word {}

    /** The store is closed and all numbers have been told. */
    record Done() implements Word {}
}
