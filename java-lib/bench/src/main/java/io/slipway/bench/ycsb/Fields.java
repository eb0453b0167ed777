package io.slipway.bench.ycsb;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A row's fields as one value: name and bytes in turn, each with its length before it. */
final class Fields {

    private Fields() {}

    static ByteString pack(Map<String, byte[]> fields) {
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            for (Map.Entry<String, byte[]> field : fields.entrySet()) {
                out.writeStringNoTag(field.getKey());
                out.writeByteArrayNoTag(field.getValue());
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteString();
    }

    /** @throws IllegalArgumentException if these are not packed fields */
    static Map<String, byte[]> unpack(ByteString value) {
        Map<String, byte[]> fields = new LinkedHashMap<>();
        CodedInputStream in = value.newCodedInput();
        try {
            while (!in.isAtEnd()) {
                fields.put(in.readString(), in.readByteArray());
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the value holds no packed fields", e);
        }
        return fields;
    }
}
