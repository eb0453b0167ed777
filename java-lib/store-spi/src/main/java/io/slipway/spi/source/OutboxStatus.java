package io.slipway.spi.source;

/**
 * How far the target is behind.
 *
 * @param depth unconfirmed entries; may be an estimate above 10,000
 * @param oldestVersion version of the oldest entry; {@link Long#MAX_VALUE} if there is none
 * @param parked entries set aside because the target refused them
 */
public record OutboxStatus(long depth, long oldestVersion, long parked) {

    public boolean emptyBelow(long version) {
        return oldestVersion >= version;
    }
}
