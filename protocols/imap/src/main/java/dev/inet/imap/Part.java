package dev.inet.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A part of a message, as BODYSTRUCTURE tells of it (RFC 9051 section 7.5.2).
 *
 * @param section its number, as in {@code 2.1}; empty for the multipart that is the whole message
 * @param type its media type in lower case, as in {@code text/plain}
 * @param parameters the parameters of its type, names in lower case
 * @param encoding its transfer encoding in lower case; empty for a multipart
 * @param size its size in bytes as it is encoded; 0 for a multipart
 * @param disposition {@code attachment}, {@code inline} or empty
 * @param fileName its name, decoded; {@code null} where it has none
 * @param id its Content-ID; {@code null} where it has none
 * @param parts the parts within it
 */
public record Part(
    String section,
    String type,
    Map<String, String> parameters,
    String encoding,
    long size,
    String disposition,
    @Nullable String fileName,
    @Nullable String id,
    List<Part> parts) {

  /** The size of a text that says something; programs put an empty line beside their pages. */
  private static final long LEAST = 3;

  /** Returns whether it holds others. */
  public boolean isMultipart() {
    return type.startsWith("multipart/");
  }

  /** Returns whether people would call it an attachment. */
  public boolean isAttachment() {
    if (isMultipart()) {
      return false;
    }
    if (disposition.equals("attachment")) {
      return true;
    }
    // A picture within the text has an id; a signature and a name-less text are no files.
    return fileName != null && !(disposition.equals("inline") && id != null && isPicture())
        || type.equals("message/rfc822") && !section.isEmpty();
  }

  private boolean isPicture() {
    return type.startsWith("image/");
  }

  /** Returns the attachments in their order, at any depth. */
  public List<Part> attachments() {
    var found = new ArrayList<Part>();
    collect(Part::isAttachment, found);
    return found;
  }

  private void collect(Predicate<Part> wanted, List<Part> found) {
    if (wanted.test(this)) {
      found.add(this);
    }
    for (Part part : parts) {
      part.collect(wanted, found);
    }
  }

  /**
   * Returns the parts that people read as the text: of alternatives the plain one, else the HTML
   * one.
   */
  public List<Part> texts() {
    var found = new ArrayList<Part>();
    text(part -> !part.isAttachment(), found);
    if (found.isEmpty()) {
      // Some programs give the text itself a name.
      text(part -> !part.disposition.equals("attachment"), found);
    }
    return found;
  }

  private void text(Predicate<Part> shown, List<Part> found) {
    if (type.equals("multipart/alternative")) {
      // Looked through once: twice for each level would never end where a sender has nested many.
      var choices = new ArrayList<List<Part>>();
      for (Part part : parts) {
        var inner = new ArrayList<Part>();
        part.text(shown, inner);
        choices.add(inner);
      }
      for (long least : List.of(LEAST, 0L)) {
        for (String wanted : List.of("text/plain", "text/html")) {
          for (List<Part> inner : choices) {
            if (inner.stream().anyMatch(each -> each.type.equals(wanted) && each.size >= least)) {
              found.addAll(inner);
              return;
            }
          }
        }
      }
    } else if (isMultipart()) {
      for (Part part : parts) {
        part.text(shown, found);
      }
    } else if (type.startsWith("text/") && shown.test(this)) {
      found.add(this);
    }
  }

  /** Returns whether a part of this number can be here; what a message within holds is not told. */
  boolean mayHold(String number) {
    return section.equals(number)
        || type.startsWith("message/") && number.startsWith(section + ".")
        || parts.stream().anyMatch(part -> part.mayHold(number));
  }

  /** Returns the charset of a text; empty where it names none. */
  public String charset() {
    return parameters.getOrDefault("charset", "");
  }

  /** Reads a structure. */
  static Part of(Value value) {
    return of(value, "", true);
  }

  private static Part of(Value value, String section, boolean top) {
    List<Value> items = value.items();
    if (!items.isEmpty() && items.get(0) instanceof Value.Group) {
      return multipart(items, section);
    }
    if (Response.at(items, 5) instanceof Value.Atom size && size.number() >= 0) {
      // Gmail leaves out a subtype that it cannot read.
      items = new ArrayList<>(items);
      items.add(1, new Value.Nil());
    }
    String type = lower(Response.at(items, 0), "application");
    String subtype = lower(Response.at(items, 1), type.equals("text") ? "plain" : "octet-stream");
    String number = top ? "1" : section;
    Map<String, String> parameters = Parameters.of(Response.at(items, 2));
    String id = Response.at(items, 3).text();
    boolean message =
        type.equals("message") && (subtype.equals("rfc822") || subtype.equals("global"));
    Value disposition = disposition(items, message ? 9 : 7);
    return new Part(
        number,
        isUnread(items) ? "text/plain" : type + "/" + subtype,
        parameters,
        lower(Response.at(items, 5), "7bit"),
        Math.max(0, Response.at(items, 6).number()),
        lower(Response.at(disposition.items(), 0), ""),
        name(parameters, Parameters.of(Response.at(disposition.items(), 1))),
        id,
        List.of());
  }

  /**
   * Returns whether the server could not read the type and says so by two empty words, as Dovecot
   * does, or by NIL; such a part is text (RFC 2045 section 5.2).
   */
  private static boolean isUnread(List<Value> items) {
    Value type = Response.at(items, 0);
    Value subtype = Response.at(items, 1);
    return "".equals(type.text()) && "".equals(subtype.text())
        || type instanceof Value.Nil
            && subtype instanceof Value.Nil
            && Response.at(items, 6).number() >= 0;
  }

  /**
   * Returns the disposition, a word with parameters: it need not stand where it should, since
   * servers leave out the count of a text's lines, or put the language before it. Citadel leaves
   * out the parameters, and Exchange the parentheses around both.
   *
   * @param from where it can stand at the earliest
   */
  private static Value disposition(List<Value> items, int from) {
    for (int i = from; i < items.size(); i++) {
      List<Value> both = items.get(i).items();
      if (both.size() > 1 && !(both.get(1) instanceof Value.Text)
          || isDisposition(Response.at(both, 0))) {
        return items.get(i);
      }
      if (isDisposition(items.get(i))) {
        return new Value.Group(items.subList(i, Math.min(i + 2, items.size())));
      }
    }
    return new Value.Nil();
  }

  private static boolean isDisposition(Value value) {
    return value.is("attachment") || value.is("inline");
  }

  private static Part multipart(List<Value> items, String section) {
    var parts = new ArrayList<Part>();
    int at = 0;
    while (at < items.size() && items.get(at) instanceof Value.Group) {
      String number = (section.isEmpty() ? "" : section + ".") + (at + 1);
      parts.add(of(items.get(at), number, false));
      at++;
    }
    String subtype = lower(Response.at(items, at), "mixed");
    return new Part(
        section,
        "multipart/" + subtype,
        Parameters.of(Response.at(items, at + 1)),
        "",
        0,
        lower(Response.at(Response.at(items, at + 2).items(), 0), ""),
        null,
        null,
        parts);
  }

  private static String lower(Value value, String otherwise) {
    String text = value.text();
    return text == null || text.isBlank() ? otherwise : text.strip().toLowerCase(Locale.ROOT);
  }

  private static @Nullable String name(Map<String, String> type, Map<String, String> disposition) {
    String name = disposition.get("filename");
    return name != null && !name.isEmpty() ? name : type.get("name");
  }
}
