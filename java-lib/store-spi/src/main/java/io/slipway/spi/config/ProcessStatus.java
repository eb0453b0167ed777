package io.slipway.spi.config;

import java.util.Map;

/**
 * One registered process as the others see it.
 *
 * @param renewal a number that grows while the process lives
 * @param acknowledged per table, the newest epoch of which no older operation is in flight any more
 */
public record ProcessStatus(
        String process, String service, String libraryVersion, long renewal, Map<String, Long> acknowledged) {}
