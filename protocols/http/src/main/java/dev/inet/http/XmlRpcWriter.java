package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes calls of XML-RPC. */
final class XmlRpcWriter {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HH:mm:ss", Locale.ROOT);

  private final StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");

  private XmlRpcWriter() {}

  static byte[] call(String method, List<? extends @Nullable Object> arguments)
      throws InetException {
    var writer = new XmlRpcWriter();
    writer.out.append("<methodCall><methodName>");
    writer.text(method);
    writer.out.append("</methodName><params>");
    for (Object argument : arguments) {
      writer.out.append("<param>");
      writer.value(argument, 0);
      writer.out.append("</param>");
    }
    writer.out.append("</params></methodCall>");
    return writer.out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void value(@Nullable Object value, int depth) throws InetException {
    if (depth > XmlRpc.DEEPEST) {
      throw new InetException(Failure.USAGE, "an argument is nested too deeply");
    }
    out.append("<value>");
    if (value == null) {
      out.append("<nil/>");
    } else if (value instanceof Boolean bool) {
      typed("boolean", bool ? "1" : "0");
    } else if (value instanceof Integer) {
      typed("int", value.toString());
    } else if (value instanceof Long wide) {
      boolean narrow = wide == wide.intValue();
      typed(narrow ? "int" : "i8", value.toString());
    } else if (value instanceof Double number) {
      typed("double", decimal(number));
    } else if (value instanceof LocalDateTime time) {
      typed("dateTime.iso8601", DATE.format(time));
    } else if (value instanceof byte[] bytes) {
      typed("base64", Base64.getEncoder().encodeToString(bytes));
    } else if (value instanceof List<?> list) {
      out.append("<array><data>");
      for (Object one : list) {
        value(one, depth + 1);
      }
      out.append("</data></array>");
    } else if (value instanceof Map<?, ?> map) {
      out.append("<struct>");
      for (Map.Entry<?, ?> member : map.entrySet()) {
        out.append("<member><name>");
        text(String.valueOf(member.getKey()));
        out.append("</name>");
        value(member.getValue(), depth + 1);
        out.append("</member>");
      }
      out.append("</struct>");
    } else if (value instanceof String string) {
      out.append("<string>");
      text(string);
      out.append("</string>");
    } else {
      throw new IllegalArgumentException("XML-RPC has no value like " + value.getClass().getName());
    }
    out.append("</value>");
  }

  /** The specification knows no exponents. */
  private static String decimal(double number) throws InetException {
    if (!Double.isFinite(number)) {
      throw new InetException(Failure.USAGE, "XML-RPC knows no number like " + number);
    }
    return BigDecimal.valueOf(number).toPlainString();
  }

  private void typed(String type, String text) {
    out.append('<').append(type).append('>').append(text).append("</").append(type).append('>');
  }

  private void text(String text) throws InetException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      boolean control = c < ' ' && c != '\t' && c != '\n' && c != '\r';
      if (control || c >= 0xfffe || Character.isSurrogate(c) && !pair) {
        throw new InetException(
            Failure.USAGE, "a text cannot hold the character " + (int) c + " in XML");
      }
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        // A parser turns it into a line feed otherwise.
        case '\r' -> out.append("&#13;");
        default -> out.append(c);
      }
      if (pair) {
        out.append(text.charAt(++i));
      }
    }
  }
}
