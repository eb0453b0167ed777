package io.slipway.demo.process;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.slipway.demo.traffic.Post;
import io.slipway.spi.KeyRange;
import java.util.List;

/** What a service process is told. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "order")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Order.Start.class, name = "start"),
    @JsonSubTypes.Type(value = Order.Loading.class, name = "loading"),
    @JsonSubTypes.Type(value = Order.Submit.class, name = "submit"),
    @JsonSubTypes.Type(value = Order.Count.class, name = "count"),
    @JsonSubTypes.Type(value = Order.Stop.class, name = "stop"),
})
sealed interface Order {
    /**
     * The first order.
     *
     * @param name the process's own, the same after each restart
     * @param start which start of it this is, from 1
     * @param service as the registry of processes shows it
     * @param posts that it fills; none if it is a guest, which brings its own callers
     * @param rate operations a second of all services together; of a guest its own
     * @param config file with the store's settings
     * @param keys file of {@link io.slipway.demo.traffic.KeyBook}
     * @param filled journal of what the tables were filled with
     * @param journal the process's own, from all its starts
     */
    record Start(
            String name,
            int start,
            String service,
            List<Post> posts,
            double rate,
            long seed,
            String config,
            String keys,
            String filled,
            String journal)
            implements Order {}

    /** Exactly these ranges of a table are being loaded now. */
    record Loading(String table, List<KeyRange> ranges) implements Order {}

    /** Submit a bulk; answered by {@link Word.Submitted} of the same number. */
    record Submit(long number) implements Order {}

    /** Tell what is under way; answered by {@link Word.Counted} of the same number. */
    record Count(long number) implements Order {}

    /** End; answered by {@link Word.Done}. */
    record Stop() implements Order {}
}
