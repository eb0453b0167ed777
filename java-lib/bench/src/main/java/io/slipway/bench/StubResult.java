package io.slipway.bench;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.ColumnDefinitions;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The only page of a stubbed answer. */
final class StubResult implements AsyncResultSet {

    static final StubResult EMPTY = new StubResult(List.of());

    private final List<Row> rows;
    private final Iterator<Row> left;

    StubResult(List<Row> rows) {
        this.rows = rows;
        this.left = rows.iterator();
    }

    @Override
    public Iterable<Row> currentPage() {
        return rows;
    }

    @Override
    public Row one() {
        return left.hasNext() ? left.next() : null;
    }

    @Override
    public int remaining() {
        return rows.size();
    }

    @Override
    public boolean hasMorePages() {
        return false;
    }

    @Override
    public boolean wasApplied() {
        return true;
    }

    @Override
    public ColumnDefinitions getColumnDefinitions() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ExecutionInfo getExecutionInfo() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<AsyncResultSet> fetchNextPage() {
        throw new IllegalStateException("there is one page");
    }
}
