package io.slipway.cli.command;

import com.google.protobuf.ByteString;
import java.util.Base64;
import java.util.HexFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Keys on the command line and in files: UTF-8 text, {@code hex:...} or {@code base64:...}. */
public final class KeyText implements ITypeConverter<ByteString> {

    private static final String HEX = "hex:";
    private static final String BASE64 = "base64:";

    @Override
    public ByteString convert(String text) {
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' is no key: " + e.getMessage());
        }
    }

    /** @throws IllegalArgumentException if the text behind {@code hex:} or {@code base64:} is not that */
    static ByteString parse(String text) {
        ByteString key = text.startsWith(HEX)
                ? ByteString.copyFrom(HexFormat.of().parseHex(text.substring(HEX.length())))
                : text.startsWith(BASE64)
                        ? ByteString.copyFrom(Base64.getDecoder().decode(text.substring(BASE64.length())))
                        : ByteString.copyFromUtf8(text);
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a key has at least one byte");
        }
        return key;
    }

    /** A form that {@link #parse} reads back: the text itself where it is printable ASCII, else {@code hex:...}. */
    static String print(ByteString key) {
        for (int i = 0; i < key.size(); i++) {
            if (key.byteAt(i) <= 0x20 || key.byteAt(i) >= 0x7f) {
                return HEX + HexFormat.of().formatHex(key.toByteArray());
            }
        }
        String text = key.toStringUtf8();
        return text.startsWith(HEX) || text.startsWith(BASE64)
                ? HEX + HexFormat.of().formatHex(key.toByteArray())
                : text;
    }
}
