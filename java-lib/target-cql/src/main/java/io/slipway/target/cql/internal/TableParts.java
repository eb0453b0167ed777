package io.slipway.target.cql.internal;

import io.slipway.spi.TableSpec;
import io.slipway.target.cql.layout.KeyLayout;

/** What the operations of one table share. */
record TableParts(
        TableSpec spec,
        KeyLayout layout,
        Names names,
        TableStatements statements,
        Requests requests,
        RowReader reader,
        Time time) {}
