package io.slipway.provider;

import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.OutboxStatus;
import io.slipway.spi.source.SourceTableState;

/** Where one table stands. */
public record TableStatus(TableConfig record, SourceTableState source, OutboxStatus outbox) {}
