package io.slipway.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A kind of store on which testees are compared; each testee gets one of its own, in the same state. */
interface Place extends AutoCloseable {

    /** Such as {@code memory} or {@code dual-write}. */
    String name();

    /** Gives one testee an empty store. */
    Room room(String testee, Path folder) throws IOException;

    @Override
    void close();

    /** A store for one testee. */
    interface Room extends AutoCloseable {

        /** What the testee is told: {@code --config FILE} or {@code --set KEY=VALUE}. */
        List<String> arguments();

        @Override
        void close();
    }
}
