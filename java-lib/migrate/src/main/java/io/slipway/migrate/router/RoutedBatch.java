package io.slipway.migrate.router;

import io.slipway.kv.spi.AbstractKvBatch;
import io.slipway.kv.spi.KvWrite;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** An all-or-nothing group of writes: one call over the routes of all its tables. */
final class RoutedBatch extends AbstractKvBatch {

    private final Router router;
    private final Duration deadline;

    RoutedBatch(Router router, Duration deadline) {
        super(router.context());
        this.router = router;
        this.deadline = deadline;
    }

    @Override
    protected CompletionStage<Void> apply(List<KvWrite> writes) {
        List<KeyedMutation> group = writes.stream()
                .map(write -> KeyedMutation.of(router.name(write.table()), write))
                .toList();
        List<RoutedName> names =
                group.stream().map(KeyedMutation::name).distinct().toList();
        return router.calls().start(new Call<Void>(router.calls(), names, true, deadline) {
            @Override
            String operation() {
                return "batch of " + group.size() + " writes to "
                        + names.stream().map(RoutedName::name).toList();
            }

            @Override
            void attempt(Entered routes) {
                endsAs(routes, router.writer().attempt(this, routes, group, true));
            }
        });
    }
}
