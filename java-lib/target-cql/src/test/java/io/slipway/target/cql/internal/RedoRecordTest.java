package io.slipway.target.cql.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.slipway.spi.Layout;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedWrite;
import java.io.InputStream;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RedoRecordTest {

    private static final TableSpec SAMPLES = TableSpec.of("samples", Layout.hash());
    private static final TableSpec SIGHTINGS =
            new TableSpec("sightings", "sightings_2", Layout.parse("prefix(until 0x2f)"), 1 << 20, 90_000);

    private static final RedoRecord RECORD = new RedoRecord(List.of(
            new RedoRecord.Entry(SAMPLES, write("a", Mutation.put(StoredValue.lasting(bytes("value"))), 7)),
            new RedoRecord.Entry(SIGHTINGS, write("b/c", Mutation.delete(), 7)),
            new RedoRecord.Entry(SAMPLES, write("d", Mutation.put(new StoredValue(ByteString.EMPTY, 99)), 7))));

    @Test
    void should_read_back_what_it_wrote() {
        assertThat(RedoRecord.decode(RECORD.encode())).isEqualTo(RECORD);
    }

    @Property
    void should_read_back_every_put(
            @ForAll byte[] key,
            @ForAll byte[] value,
            @ForAll @LongRange(min = 1) long version,
            @ForAll boolean expires) {
        StoredValue stored = new StoredValue(ByteString.copyFrom(value), expires ? version : StoredValue.NEVER);
        RedoRecord record = new RedoRecord(List.of(new RedoRecord.Entry(
                SAMPLES, new VersionedWrite(ByteString.copyFrom(key), Mutation.put(stored), version))));

        assertThat(RedoRecord.decode(record.encode())).isEqualTo(record);
    }

    /** The schema, compiled by protoc, says the same as the code that was written by hand. */
    @Test
    void should_follow_its_schema_both_ways() throws Exception {
        Descriptor schema = schema();
        DynamicMessage parsed = DynamicMessage.parseFrom(schema, RECORD.encode());
        DynamicMessage write = message(parsed, "writes", 1);

        assertThat(parsed.getUnknownFields().asMap()).isEmpty();
        assertThat(parsed.getRepeatedFieldCount(schema.findFieldByName("writes")))
                .isEqualTo(3);
        assertThat(field(message(parsed, "tables", 1), "layout")).isEqualTo("prefix(until 0x2f)");
        assertThat(field(message(parsed, "tables", 1), "grace_seconds")).isEqualTo(90_000);
        assertThat(field(write, "table")).isEqualTo(1);
        assertThat(field(write, "key")).isEqualTo(bytes("b/c"));
        assertThat(field(write, "version")).isEqualTo(7L);
        assertThat(field(write, "removal")).isEqualTo(true);
        assertThat(field(message(parsed, "writes", 0), "value")).isEqualTo(bytes("value"));
        assertThat(field(message(parsed, "writes", 2), "expiry_second")).isEqualTo(99L);
        assertThat(RedoRecord.decode(parsed.toByteString())).isEqualTo(RECORD);
    }

    @Test
    void should_refuse_bytes_that_are_no_record() {
        ByteString bytes = RECORD.encode();
        IntStream.of(1, 5, bytes.size() - 1)
                .forEach(size -> assertThatThrownBy(() -> RedoRecord.decode(bytes.substring(0, size)))
                        .isInstanceOf(IllegalArgumentException.class));
        // A write that names a table which is not there.
        assertThatThrownBy(() -> RedoRecord.decode(ByteString.copyFrom(new byte[] {0x12, 2, 0x08, 5})))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Foreign bytes are refused with this one exception, whatever they are. */
    @Property(tries = 2_000)
    void should_never_fail_in_another_way(@ForAll @Size(max = 60) byte[] foreign) {
        try {
            RedoRecord.decode(ByteString.copyFrom(foreign));
        } catch (IllegalArgumentException expected) {
            assertThat(expected).isNotNull();
        }
    }

    private static Descriptor schema() throws Exception {
        try (InputStream in = RedoRecordTest.class.getResourceAsStream("/redo.protobin")) {
            FileDescriptor file =
                    FileDescriptor.buildFrom(FileDescriptorSet.parseFrom(in).getFile(0), new FileDescriptor[0]);
            return file.findMessageTypeByName("RedoRecord");
        }
    }

    private static DynamicMessage message(DynamicMessage parent, String field, int index) {
        return (DynamicMessage)
                parent.getRepeatedField(parent.getDescriptorForType().findFieldByName(field), index);
    }

    private static Object field(DynamicMessage message, String name) {
        return message.getField(message.getDescriptorForType().findFieldByName(name));
    }

    private static VersionedWrite write(String key, Mutation mutation, long version) {
        return new VersionedWrite(bytes(key), mutation, version);
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
