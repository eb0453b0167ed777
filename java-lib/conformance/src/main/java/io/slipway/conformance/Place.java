package io.slipway.conformance;

import java.io.IOException;
import java.util.List;

/** A kind of store on which testees are compared; each testee gets one of its own, in the same state. */
interface Place {

    /** Such as {@code memory} or {@code dual-write}. */
    String name();

    /**
     * Makes a testee's store ready.
     *
     * @return what the testee is told: {@code --config FILE} or {@code --set KEY=VALUE}
     */
    List<String> prepare(String testee) throws IOException;
}
