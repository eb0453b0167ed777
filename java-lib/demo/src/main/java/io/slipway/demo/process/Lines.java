package io.slipway.demo.process;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.google.protobuf.ByteString;
import java.io.IOException;

/** Orders and words as lines of JSON; bytes are Base64. */
final class Lines {
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new BytesModule()).build();

    private Lines() {}

    /** One line without its end. */
    static String of(Order order) {
        return write(order);
    }

    /** One line without its end. */
    static String of(Word word) {
        return write(word);
    }

    static Order order(String line) {
        return read(line, Order.class);
    }

    static Word word(String line) {
        return read(line, Word.class);
    }

    /** Whether a line is a word: a JVM may print warnings of its own between them. */
    static boolean isMessage(String line) {
        return line.startsWith("{");
    }

    private static String write(Object message) {
        try {
            return JSON.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every message has a JSON form", e);
        }
    }

    private static <T> T read(String line, Class<T> type) {
        try {
            return JSON.readValue(line, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this is no message: " + line, e);
        }
    }

    private static final class BytesModule extends SimpleModule {
        private static final long serialVersionUID = 1L;

        private BytesModule() {
            addSerializer(ByteString.class, new JsonSerializer<>() {
                @Override
                public void serialize(ByteString bytes, JsonGenerator out, SerializerProvider provider)
                        throws IOException {
                    out.writeBinary(bytes.toByteArray());
                }
            });
            addDeserializer(ByteString.class, new JsonDeserializer<>() {
                @Override
                public ByteString deserialize(JsonParser in, DeserializationContext context) throws IOException {
                    return ByteString.copyFrom(in.getBinaryValue());
                }
            });
        }
    }
}
