package dev.inet.nntp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds what RFC 5536 does not allow in an article that is to be posted. */
final class Lint {
  /** The longest line, in bytes without its end (RFC 5536, section 2.2, by RFC 5322). */
  private static final int LONGEST_LINE = 998;

  private static final int LONGEST_ID = 250;
  private static final Pattern GROUP = Pattern.compile("[\\p{Alnum}+_-]+(\\.[\\p{Alnum}+_-]+)*");
  private static final Pattern NAME = Pattern.compile("[!-9;-~]+");
  private static final Pattern ID = Pattern.compile("<[!-;=?-~]+@[!-;=?-~]+>");

  /** Every article has them, once; Path is the server's to add. */
  private static final List<String> WANTED =
      List.of("from", "newsgroups", "subject", "date", "message-id");

  private static final Set<String> ONCE =
      Set.of(
          "approved",
          "archive",
          "control",
          "date",
          "distribution",
          "expires",
          "followup-to",
          "from",
          "message-id",
          "newsgroups",
          "organization",
          "path",
          "references",
          "reply-to",
          "sender",
          "subject",
          "summary",
          "supersedes",
          "user-agent",
          "mime-version",
          "content-type",
          "content-transfer-encoding");

  /** Those that only servers may add (RFC 5537, section 3.4.1). */
  private static final Set<String> OF_SERVERS =
      Set.of("injection-date", "injection-info", "xref", "nntp-posting-host", "nntp-posting-date");

  private final byte[] bytes;
  private final List<String> faults = new ArrayList<>();

  private Lint(byte[] bytes) {
    this.bytes = bytes;
  }

  static List<String> of(byte[] article) {
    var lint = new Lint(article);
    int body = lint.lines();
    lint.fields(Header.read(article));
    if (body < 0) {
      lint.faults.add("there is no empty line between header and body");
    }
    return lint.faults;
  }

  static boolean isGroup(String name) {
    return GROUP.matcher(name).matches();
  }

  /** Looks at every line; returns where the body begins, -1 where none does. */
  private int lines() {
    int body = -1;
    int start = 0;
    int number = 0;
    boolean first = true;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        faults.add("line " + (number + 1) + " holds NUL");
      } else if (bytes[i] == '\r' && (i + 1 == bytes.length || bytes[i + 1] != '\n')) {
        faults.add("line " + (number + 1) + " holds CR without LF");
      }
      if (bytes[i] != '\n') {
        continue;
      }
      number++;
      int end = i > start && bytes[i - 1] == '\r' ? i - 1 : i;
      if (end - start > LONGEST_LINE) {
        faults.add("line " + number + " is longer than " + LONGEST_LINE + " bytes");
      }
      if (body < 0 && end == start) {
        body = i + 1;
      } else if (body < 0) {
        headerLine(start, end, number, first);
        first = false;
      }
      start = i + 1;
    }
    return body;
  }

  private void headerLine(int start, int end, int number, boolean first) {
    String line = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    if (line.chars().anyMatch(c -> c > 0x7e)) {
      faults.add("line " + number + " of the header holds more than ASCII (encode it: RFC 2047)");
    }
    if (line.isBlank()) {
      faults.add("line " + number + " of the header holds nothing but blanks");
    }
    if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
      if (first) {
        faults.add("the header begins with a folded line");
      }
      return;
    }
    int colon = line.indexOf(':');
    String name = colon < 0 ? line : line.substring(0, colon);
    if (colon < 0 || !NAME.matcher(name).matches()) {
      faults.add("line " + number + " of the header is no field");
    } else if (colon + 1 == line.length() || line.charAt(colon + 1) != ' ') {
      faults.add(name + ": has no blank after its colon");
    }
  }

  private void fields(Header header) {
    var seen = new HashSet<String>();
    for (Header.Field field : header.fields()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (!seen.add(name) && ONCE.contains(name)) {
        faults.add(field.name() + " stands there more than once");
      }
      if (field.value().isBlank()) {
        faults.add(field.name() + " is empty");
      }
      if (OF_SERVERS.contains(name)) {
        faults.add(field.name() + " is for servers to add");
      }
    }
    for (String name : WANTED) {
      if (!seen.contains(name)) {
        faults.add("there is no " + shown(name));
      }
    }
    header.first("From").ifPresent(this::from);
    header.first("Newsgroups").ifPresent(value -> groups("Newsgroups", value));
    header
        .first("Followup-To")
        .filter(value -> !value.equals("poster"))
        .ifPresent(value -> groups("Followup-To", value));
    header.first("Message-ID").ifPresent(value -> id("Message-ID", value));
    header.first("Supersedes").ifPresent(value -> id("Supersedes", value));
    header
        .first("References")
        .ifPresent(
            value -> {
              for (String each : value.strip().split("\\s+")) {
                id("References", each);
              }
            });
    header.first("Date").ifPresent(this::date);
    if (seen.contains("control") && seen.contains("supersedes")) {
      faults.add("Control and Supersedes exclude each other");
    }
  }

  private static String shown(String name) {
    return name.equals("message-id")
        ? "Message-ID"
        : Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private void from(String value) {
    if (value.indexOf('@') < 1) {
      faults.add("From holds no address");
    }
  }

  private void groups(String name, String value) {
    var twice = new HashSet<String>();
    for (String group : value.split(",", -1)) {
      if (!isGroup(group.strip())) {
        faults.add(name + " holds '" + group.strip() + "', which is no name of a group");
      } else if (!twice.add(group.strip())) {
        faults.add(name + " names " + group.strip() + " twice");
      }
    }
  }

  private void id(String name, String value) {
    if (!ID.matcher(value).matches() || value.length() > LONGEST_ID) {
      faults.add(name + " holds '" + value + "', which is no message-id");
    }
  }

  private void date(String value) {
    Instant written = NewsDate.parse(value).orElse(null);
    if (written == null) {
      faults.add("Date holds no date");
    } else if (written.isAfter(Instant.now().plus(Duration.ofDays(1)))) {
      faults.add("Date lies in the future");
    }
  }
}
