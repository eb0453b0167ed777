package io.slipway.spi.config;

/** Where one table is on its way, as people see it. */
public enum Stage {
    SOURCE("source"),
    DUAL_WRITE("dual-write"),
    AUDIT("audit"),
    READ_TARGET("read-target"),
    TARGET("target");

    private final String text;

    Stage(String text) {
        this.text = text;
    }

    /** The name used on the command line and in reports. */
    public String text() {
        return text;
    }
}
