package io.slipway.spi.source;

/**
 * What a source can do beyond the minimum.
 *
 * @param consistentSnapshot {@link SourceSnapshot} shows one moment under one version; otherwise each page carries its own
 * @param ordered keys are kept in order: {@link SourceStore#scan} works
 * @param refusesUnversioned writers that bypass the library are refused once a table is enrolled
 * @param processes several processes may open it at once
 */
public record SourceCapabilities(
        boolean consistentSnapshot, boolean ordered, boolean refusesUnversioned, boolean processes) {}
