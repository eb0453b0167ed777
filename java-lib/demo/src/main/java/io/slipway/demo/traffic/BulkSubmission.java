package io.slipway.demo.traffic;

import com.google.protobuf.ByteString;
import io.slipway.demo.model.DemoTable;
import io.slipway.demo.model.Keys;
import io.slipway.demo.service.MasterService;
import io.slipway.demo.v1.StringUse;
import java.util.LinkedHashMap;
import java.util.Map;

/** A customer who submits many strings at once: each time the same keys with new values. Nobody else writes them. For one thread. */
public final class BulkSubmission {
    private static final int ROWS = 600;

    private final MasterService master;
    private final String customer;
    private int submissions;

    BulkSubmission(MasterService master, String customer) {
        this.master = master;
        this.customer = customer;
    }

    /** Submits all rows in one call and returns when they are acknowledged. */
    public void submit() {
        submissions++;
        Map<ByteString, ByteString> bulk = new LinkedHashMap<>();
        for (int i = 0; i < ROWS; i++) {
            String text = "bulk-submission/" + customer + "/" + i;
            StringUse use = StringUse.newBuilder()
                    .setText(text)
                    .setSampleCount(submissions)
                    .build();
            bulk.put(Keys.string(text), use.toByteString());
        }
        master.resubmit(DemoTable.STRINGS, bulk);
    }
}
