package io.slipway.conformance;

import java.nio.file.Path;
import java.util.List;

/** Stores in the testees' own memory, each program's empty. */
final class MemoryPlace implements Place {

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Room room(String testee, Path folder) {
        return new Room() {
            @Override
            public List<String> arguments() {
                return List.of("--set", "backend=memory");
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}
}
