package io.slipway.cli.command;

import io.slipway.spi.Layout;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Layouts in their configured form. */
public final class LayoutText implements ITypeConverter<Layout> {

    @Override
    public Layout convert(String text) {
        try {
            return Layout.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
