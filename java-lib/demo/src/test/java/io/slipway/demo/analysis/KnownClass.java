package io.slipway.demo.analysis;

import java.io.Serializable;
import java.util.function.Supplier;

/** A class whose class file the tests know in every detail. */
abstract class KnownClass implements Serializable, Supplier<String> {
    private static final long serialVersionUID = 42L;

    final int first = 1;
    volatile boolean second;

    @Override
    public String get() {
        return "a string that only this class holds";
    }

    abstract Thread third();
}
