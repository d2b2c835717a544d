package dev.inet.cli.gopher;

import dev.inet.gopher.GopherOptions;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The charset of menus and texts, where the user knows better. */
final class CharsetOption {
  @Option(
      names = "--charset",
      paramLabel = "NAME",
      converter = Converter.class,
      description = "Charset of menus and texts (default: found out).")
  private @Nullable Charset charset;

  /** Returns the options of a client. */
  GopherOptions options() {
    return charset == null ? GopherOptions.DEFAULT : GopherOptions.DEFAULT.withCharset(charset);
  }

  static final class Converter implements ITypeConverter<Charset> {
    @Override
    public Charset convert(String typed) {
      try {
        return Charset.forName(typed);
      } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
        throw new TypeConversionException("Java knows no charset '" + typed + "'");
      }
    }
  }
}
