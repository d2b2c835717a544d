package dev.inet.http;

import static javax.xml.stream.XMLStreamConstants.CDATA;
import static javax.xml.stream.XMLStreamConstants.CHARACTERS;
import static javax.xml.stream.XMLStreamConstants.DTD;
import static javax.xml.stream.XMLStreamConstants.END_DOCUMENT;
import static javax.xml.stream.XMLStreamConstants.END_ELEMENT;
import static javax.xml.stream.XMLStreamConstants.ENTITY_REFERENCE;
import static javax.xml.stream.XMLStreamConstants.SPACE;
import static javax.xml.stream.XMLStreamConstants.START_ELEMENT;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.XmlText;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Reads answers of XML-RPC. */
final class XmlRpcReader {
  /** Longer numbers are none, and take long to read. */
  private static final int LONGEST_NUMBER = 400;

  private final XMLStreamReader xml;

  private XmlRpcReader(XMLStreamReader xml) {
    this.xml = xml;
  }

  /** Returns the value of an answer. */
  static @Nullable Object result(InputStream body) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    // A document type could name files of this machine, or entities that grow without end
    // (CWE-611, CWE-776).
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    // Newer JDKs end at a hundred elements, which thirty arrays have; value() counts them itself.
    factory.setProperty("jdk.xml.maxElementDepth", "0");
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("nothing outside the answer is read");
        });
    try {
      Reader text = XmlText.of(new Bounded(body));
      return new XmlRpcReader(factory.createXMLStreamReader(text)).response();
    } catch (XMLStreamException | RuntimeException e) {
      // What reading the body met comes wrapped.
      Throwable nested = e instanceof XMLStreamException of ? of.getNestedException() : e;
      if (nested instanceof IOException io && !(io instanceof CharacterCodingException)) {
        throw io;
      }
      throw new InetException(Failure.BAD_REPLY, "the answer is no XML", e);
    }
  }

  private @Nullable Object response() throws XMLStreamException, InetException {
    enter("methodResponse");
    String kind = start();
    if (kind.equals("fault")) {
      enter("value");
      throw fault(value(0));
    }
    if (!kind.equals("params")) {
      throw strange(kind);
    }
    enter("param");
    enter("value");
    Object value = value(0);
    leave("param");
    leave("params");
    leave("methodResponse");
    return value;
  }

  private static XmlRpcException fault(@Nullable Object value) {
    Map<?, ?> fault = value instanceof Map<?, ?> map ? map : Map.of();
    long code = fault.get("faultCode") instanceof Number number ? number.longValue() : 0;
    Object text = fault.get("faultString");
    return new XmlRpcException(code, text == null ? "" : text.toString());
  }

  /** Reads what stands in a value element, and its end. */
  private @Nullable Object value(int depth) throws XMLStreamException, InetException {
    if (depth > XmlRpc.DEEPEST) {
      // Else a few kilobytes of brackets overflow the stack.
      throw new InetException(Failure.BAD_REPLY, "the answer is nested too deeply");
    }
    var untyped = new StringBuilder();
    int event = text(untyped);
    if (event == END_ELEMENT) {
      return untyped.toString();
    }
    if (!untyped.toString().isBlank()) {
      throw strange(untyped.toString());
    }
    String type = local(xml.getLocalName());
    Object value =
        switch (type) {
          case "struct" -> struct(depth);
          case "array" -> array(depth);
          default -> scalar(type);
        };
    leave("value");
    return value;
  }

  private Map<String, @Nullable Object> struct(int depth) throws XMLStreamException, InetException {
    var members = new LinkedHashMap<String, @Nullable Object>();
    while (next() == START_ELEMENT) {
      mustBe("member");
      enter("name");
      String name = content();
      enter("value");
      members.put(name, value(depth + 1));
      leave("member");
    }
    return members;
  }

  private List<@Nullable Object> array(int depth) throws XMLStreamException, InetException {
    var values = new ArrayList<@Nullable Object>();
    enter("data");
    while (next() == START_ELEMENT) {
      mustBe("value");
      values.add(value(depth + 1));
    }
    leave("array");
    return values;
  }

  private @Nullable Object scalar(String type) throws XMLStreamException, InetException {
    String text = content();
    if (type.equals("string")) {
      return text;
    }
    String word = text.strip();
    try {
      if (word.length() > LONGEST_NUMBER && !type.equals("base64")) {
        throw new NumberFormatException();
      }
      return switch (type) {
        case "nil" -> null;
        case "int", "i1", "i2", "i4" -> Integer.valueOf(word);
        case "i8" -> Long.valueOf(word);
        case "biginteger" -> new BigInteger(word);
        case "bigdecimal" -> new BigDecimal(word);
        case "double", "float" -> real(word);
        case "boolean" -> bool(word);
        case "base64" -> Base64.getDecoder().decode(word.replaceAll("\\s+", ""));
        case "dateTime.iso8601", "dateTime" -> time(word);
        default -> throw strange(type);
      };
    } catch (IllegalArgumentException e) {
      throw new InetException(
          Failure.BAD_REPLY, "'" + HttpException.shortly(word) + "' is no " + type, e);
    }
  }

  /** What is no number, or has no end, has no form in XML-RPC; Python writes it in its own. */
  private static Double real(String word) {
    return switch (word) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> Double.valueOf(word);
    };
  }

  private static boolean bool(String word) {
    return switch (word) {
      case "1", "true" -> true;
      case "0", "false" -> false;
      default -> throw new IllegalArgumentException(word);
    };
  }

  /**
   * The specification leaves the zone to the server; servers write dates with and without dashes.
   */
  private static Object time(String word) {
    String dashed = word.replaceFirst("^(\\d{4})(\\d\\d)(\\d\\d)T", "$1-$2-$3T");
    dashed = dashed.replaceFirst("T(\\d\\d)(\\d\\d)(\\d\\d)", "T$1:$2:$3");
    try {
      return LocalDateTime.parse(dashed, DateTimeFormatter.ISO_LOCAL_DATE_TIME);
    } catch (DateTimeException e) {
      return dashed;
    }
  }

  /** Reads the text of an element, and its end. */
  private String content() throws XMLStreamException, InetException {
    var text = new StringBuilder();
    if (text(text) != END_ELEMENT) {
      throw strange(xml.getLocalName());
    }
    return text.toString();
  }

  /** Gathers text up to the next tag; returns which kind of tag. */
  private int text(StringBuilder to) throws XMLStreamException, InetException {
    while (true) {
      int event = xml.next();
      switch (event) {
        case START_ELEMENT, END_ELEMENT -> {
          return event;
        }
        case CHARACTERS, CDATA, SPACE -> to.append(xml.getText());
        case DTD, ENTITY_REFERENCE ->
            throw new InetException(Failure.BAD_REPLY, "the answer defines or uses entities");
        case END_DOCUMENT -> throw strange("its end");
        default -> {
          // Comments and the like say nothing.
        }
      }
    }
  }

  /** Goes to the next tag; returns which kind. */
  private int next() throws XMLStreamException, InetException {
    var between = new StringBuilder();
    int event = text(between);
    if (!between.toString().isBlank()) {
      throw strange(between.toString());
    }
    return event;
  }

  private String start() throws XMLStreamException, InetException {
    if (next() != START_ELEMENT) {
      throw strange("the end of " + xml.getLocalName());
    }
    return local(xml.getLocalName());
  }

  private void enter(String name) throws XMLStreamException, InetException {
    start();
    mustBe(name);
  }

  private void leave(String name) throws XMLStreamException, InetException {
    if (next() != END_ELEMENT) {
      throw strange(xml.getLocalName());
    }
    mustBe(name);
  }

  private void mustBe(String name) throws InetException {
    if (!xml.getLocalName().equals(name)) {
      throw strange(xml.getLocalName());
    }
  }

  /** Extensions stand in a namespace of their own, which some servers forget to declare. */
  private static String local(String name) {
    return name.substring(name.indexOf(':') + 1);
  }

  private static InetException strange(String what) {
    String shown = what.strip().length() > 40 ? what.strip().substring(0, 40) : what.strip();
    return new InetException(
        Failure.BAD_REPLY,
        String.format(Locale.ROOT, "the answer is no XML-RPC: '%s' where it cannot stand", shown));
  }

  /** Refuses an answer without end. */
  private static final class Bounded extends FilterInputStream {
    private long left = XmlRpc.LONGEST;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = in.read(into, offset, length);
      left -= Math.max(0, n);
      if (left < 0) {
        throw new InetException(
            Failure.BAD_REPLY, "the answer is longer than " + XmlRpc.LONGEST + " bytes");
      }
      return n;
    }
  }
}
