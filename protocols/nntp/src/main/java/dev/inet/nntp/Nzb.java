package dev.inet.nntp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.XmlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * An NZB file: which articles hold which files (NZB 1.1).
 *
 * @param files the files in their order
 */
public record Nzb(List<Entry> files) {
  private static final int MOST_SEGMENTS = 5_000_000;

  /** Quotes that begin a word, and within them words in quotes of their own. */
  private static final Pattern QUOTED =
      Pattern.compile(
          "(?<![^\\s({\\[-])\"(?!\\s)"
              + "([^\"]*+(?:(?<=[\\s({\\[])\"[^\"\\s][^\"]*+\"(?=[\\s)}\\]])[^\"]*+){1,8})\"");

  private static final List<Pattern> MARKS =
      List.of(
          QUOTED,
          Pattern.compile("\"([^\"]*)\""),
          Pattern.compile("\"\"([^\"]+)\"\""),
          Pattern.compile("\\[([^\\[\\]]+\\.[A-Za-z0-9]{2,4})\\]-\\[\\d+/\\d+\\]"));
  private static final Pattern NAMED = Pattern.compile("\\S+\\.[A-Za-z0-9]{1,8}");

  /** Copies the list. */
  public Nzb {
    files = List.copyOf(files);
  }

  /**
   * A file.
   *
   * @param subject the subject of its articles
   * @param segments its articles in the order of their numbers
   */
  public record Entry(String subject, List<Segment> segments) {
    /** Copies the list; an article that stands there twice is one. */
    public Entry {
      segments = segments.stream().distinct().toList();
    }

    /**
     * Returns what tells it from all other files, in hex digits: it hangs on its articles alone.
     */
    String key() {
      try {
        byte[] digest =
            MessageDigest.getInstance("SHA-256")
                .digest(segments.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, 10);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Returns the first number that none of its articles has before others; 0 if there is none. */
    int gap() {
      int next = segments.isEmpty() ? 0 : segments.get(0).number();
      for (Segment segment : segments) {
        if (segment.number() > next) {
          return next;
        }
        next = segment.number() + 1;
      }
      return 0;
    }

    /**
     * Returns its name where the subject marks it as one, {@code "by quotes"} or {@code
     * [by.brackets]-[1/2]}; the empty string where it does not.
     */
    public String marked() {
      for (Pattern mark : MARKS) {
        Matcher marked = mark.matcher(subject);
        while (marked.find()) {
          String name = marked.group(1).strip();
          if (!name.isEmpty()) {
            return name;
          }
        }
      }
      return "";
    }

    /** Returns its name, as the subject has it; the empty string where it has none. */
    public String name() {
      String marked = marked();
      if (!marked.isEmpty()) {
        return marked;
      }
      // Word by word: a search for a name in a word of a megabyte, from each of its letters on,
      // would take an hour.
      return Stream.of(subject.split("\\s+"))
          .filter(word -> NAMED.matcher(word).matches())
          .findFirst()
          .orElse("");
    }
  }

  /**
   * An article.
   *
   * @param number its number in the file, from 1
   * @param messageId its message-id, with brackets
   * @param size how large it is said to be, in bytes; 0 where that is not told
   */
  public record Segment(int number, String messageId, long size) {}

  /**
   * Reads an NZB file. Nothing outside of it is looked at: a document type that names entities
   * (XXE) is passed over, and what refers to them is refused.
   *
   * @param in the file
   * @throws InetException as {@link Failure#USAGE} where it is none
   * @throws IOException where it cannot be read
   */
  public static Nzb read(InputStream in) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(XmlText.of(in));
      Nzb nzb = read(xml);
      xml.close();
      return nzb;
    } catch (XMLStreamException e) {
      String why = e.getMessage();
      if (e.getNestedException() instanceof CharacterCodingException) {
        why = "it is not in the encoding that it names";
      } else if (e.getNestedException() instanceof IOException unreadable) {
        throw unreadable;
      }
      throw new InetException(Failure.USAGE, "that is no NZB file: " + why, e);
    }
  }

  private static Nzb read(XMLStreamReader xml) throws XMLStreamException, InetException {
    var files = new ArrayList<Entry>();
    var segments = new ArrayList<Segment>();
    String subject = "";
    boolean root = false;
    int count = 0;
    int last = 0;
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        switch (xml.getLocalName()) {
          case "nzb" -> root = true;
          case "file" -> {
            String told = xml.getAttributeValue(null, "subject");
            subject = told == null ? "" : told;
            segments.clear();
            last = 0;
          }
          case "segment" -> {
            if (++count > MOST_SEGMENTS) {
              throw new InetException(Failure.USAGE, "the NZB file names too many articles");
            }
            String number = xml.getAttributeValue(null, "number");
            long size = size(xml.getAttributeValue(null, "bytes"));
            String id = xml.getElementText().strip();
            last = number == null ? last + 1 : number(number);
            if (!id.isEmpty()) {
              segments.add(segment(last, id, size));
            }
          }
          default -> {}
        }
      } else if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("file")) {
        segments.sort(Comparator.comparingInt(Segment::number));
        files.add(new Entry(subject, segments));
      }
    }
    if (!root) {
      throw new InetException(Failure.USAGE, "that is no NZB file: it has no element 'nzb'");
    }
    if (files.isEmpty()) {
      throw new InetException(Failure.USAGE, "the NZB file names no files");
    }
    return new Nzb(files);
  }

  private static long size(@Nullable String told) {
    return told != null && told.matches("\\d{1,12}") ? Long.parseLong(told) : 0;
  }

  private static int number(String told) throws InetException {
    if (!told.matches("\\d{1,9}")) {
      throw new InetException(Failure.USAGE, "the NZB file numbers an article '" + told + "'");
    }
    return Integer.parseInt(told);
  }

  private static Segment segment(int number, String id, long size) throws InetException {
    try {
      return new Segment(number, NntpUrl.messageId(id), size);
    } catch (InetException e) {
      // A line end in it would be a second command.
      throw new InetException(Failure.USAGE, "the NZB file: " + e.getMessage(), e);
    }
  }
}
