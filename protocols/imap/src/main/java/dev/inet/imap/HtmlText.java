package dev.inet.imap;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTML as text: what people would read of it, without its tags. */
final class HtmlText {
  private static final Set<String> BLOCKS =
      Set.of(
          "p",
          "div",
          "br",
          "tr",
          "li",
          "ul",
          "ol",
          "table",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "blockquote",
          "pre",
          "hr",
          "section",
          "article",
          "header",
          "footer",
          "dt",
          "dd");

  private static final Set<String> PARAGRAPHS =
      Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol", "pre");

  /** That of a number with six hexadecimal digits, and some more. */
  private static final int LONGEST_ENTITY = 12;

  private static final int LONGEST_HEAD = 4096;

  private static final Pattern META =
      Pattern.compile(
          "<meta\\s[^>]*charset\\s*=\\s*[\"']?(?!utf-?(?:16|32))([a-z0-9._:-]+)",
          Pattern.CASE_INSENSITIVE);

  private static final Set<String> UNSEEN = Set.of("script", "style", "head", "title", "template");

  private final String html;

  private final StringBuilder out = new StringBuilder();
  private boolean blank = true;
  private int at;

  private HtmlText(String html) {
    this.html = html;
  }

  /**
   * Returns the charset that a page names in its head, where browsers look for it as well; empty
   * where it names none.
   */
  static String charset(byte[] page) {
    int length = Math.min(page.length, LONGEST_HEAD);
    Matcher meta = META.matcher(new String(page, 0, length, StandardCharsets.ISO_8859_1));
    return meta.find() ? meta.group(1) : "";
  }

  /** Returns the text of a page. */
  static String of(String html) {
    var text = new HtmlText(html);
    text.read();
    return text.out.toString().strip() + "\n";
  }

  private void read() {
    while (at < html.length()) {
      char c = html.charAt(at);
      if (c == '<' && html.startsWith("<!--", at)) {
        int end = html.indexOf("-->", at);
        at = end < 0 ? html.length() : end + 3;
      } else if (c == '<' && isTag()) {
        tag();
      } else if (c == '&') {
        entity();
      } else {
        add(c);
        at++;
      }
    }
  }

  private boolean isTag() {
    char next = at + 1 < html.length() ? html.charAt(at + 1) : ' ';
    return next == '/' || next == '!' || next == '?' || Character.isLetter(next);
  }

  /** Returns where the tag ends: a value in quotes may hold the sign; -1 where it does not. */
  private int tagEnd() {
    boolean value = false;
    for (int i = at + 1; i < html.length(); i++) {
      char c = html.charAt(i);
      int quote = value && (c == '"' || c == '\'') ? html.indexOf(c, i + 1) : -1;
      if (c == '>') {
        return i;
      }
      i = Math.max(i, quote);
      value = c == '=' || value && Character.isWhitespace(c);
    }
    return -1;
  }

  private void tag() {
    int end = tagEnd();
    String inside = html.substring(at + 1, end < 0 ? html.length() : end);
    at = end < 0 ? html.length() : end + 1;
    boolean closing = inside.startsWith("/");
    String name = inside.replaceFirst("^/", "").split("[\\s/>]", 2)[0].toLowerCase(Locale.ROOT);
    if (!closing && UNSEEN.contains(name)) {
      int close = html.indexOf("</", at);
      while (close >= 0 && !html.regionMatches(true, close + 2, name, 0, name.length())) {
        close = html.indexOf("</", close + 2);
      }
      at = close < 0 ? html.length() : close;
      return;
    }
    if (BLOCKS.contains(name)) {
      line(PARAGRAPHS.contains(name) ? 2 : 1, name.equals("br"));
      if (!closing && name.equals("li")) {
        out.append("- ");
        blank = true;
      }
    } else if (name.equals("td") || name.equals("th")) {
      add(' ');
    }
  }

  /** Ends the line, with so many line ends between it and the next. */
  private void line(int ends, boolean always) {
    while (out.length() > 0 && out.charAt(out.length() - 1) == ' ') {
      out.setLength(out.length() - 1);
    }
    int there = 0;
    while (there < out.length() && out.charAt(out.length() - 1 - there) == '\n') {
      there++;
    }
    int wanted = always ? there + 1 : ends;
    while (out.length() > 0 && there < Math.min(wanted, 3)) {
      out.append('\n');
      there++;
    }
    blank = true;
  }

  private void entity() {
    int end = at + 1;
    // Looked for no further than one can reach: a page of nothing but '&' would take for ever.
    while (end < html.length() && end - at <= LONGEST_ENTITY && html.charAt(end) != ';') {
      end++;
    }
    boolean ended = end < html.length() && html.charAt(end) == ';';
    String known = ended ? HtmlEntities.text(html.substring(at + 1, end)) : null;
    if (known == null) {
      add('&');
      at++;
      return;
    }
    known.chars().forEach(c -> add((char) c));
    at = end + 1;
  }

  private void add(char c) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\u00a0') {
      if (!blank) {
        out.append(' ');
        blank = true;
      }
    } else {
      out.append(c);
      blank = false;
    }
  }
}
