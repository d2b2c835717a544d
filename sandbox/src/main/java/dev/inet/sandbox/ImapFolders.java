package dev.inet.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Commands on mailboxes that need not be open. */
final class ImapFolders {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d-MMM-uuuu HH:mm:ss xx", Locale.ENGLISH);

  private static final long QUOTA = 100L << 20;

  private final ImapConversation with;

  ImapFolders(ImapConversation with) {
    this.with = with;
  }

  /** Decodes modified UTF-7 (RFC 3501 section 5.1.3). */
  static String decode(String wire) {
    var name = new StringBuilder();
    for (int i = 0; i < wire.length(); i++) {
      char c = wire.charAt(i);
      int end = c == '&' ? wire.indexOf('-', i) : -1;
      if (end < 0) {
        name.append(c);
      } else if (end == i + 1) {
        name.append('&');
        i = end;
      } else {
        byte[] units = Base64.getDecoder().decode(wire.substring(i + 1, end).replace(',', '/'));
        name.append(new String(units, StandardCharsets.UTF_16BE));
        i = end;
      }
    }
    return name.toString();
  }

  /** Encodes it. */
  static String encode(String name) {
    var wire = new StringBuilder();
    var foreign = new StringBuilder();
    for (char c : (name + "\0").toCharArray()) {
      if (c >= ' ' && c < 0x7f || c == 0) {
        if (foreign.length() > 0) {
          byte[] units = foreign.toString().getBytes(StandardCharsets.UTF_16BE);
          String base64 = Base64.getEncoder().withoutPadding().encodeToString(units);
          wire.append('&').append(base64.replace('/', ',')).append('-');
          foreign.setLength(0);
        }
        if (c != 0) {
          wire.append(c == '&' ? "&-" : String.valueOf(c));
        }
      } else {
        foreign.append(c);
      }
    }
    return wire.toString();
  }

  private List<String> names() {
    return with.mailboxes().folders(with.user());
  }

  void list(String tag, String verb, List<Object> words) throws IOException {
    String pattern = decode(ImapWords.text(words.get(2)));
    var regex = new StringBuilder();
    for (char c : pattern.toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '%' ? "[^/]*" : Pattern.quote(String.valueOf(c)));
    }
    List<Object> items = List.of();
    String subscribed = "";
    for (int i = 0; i + 1 < words.size(); i++) {
      if (ImapWords.text(words.get(i)).equalsIgnoreCase("RETURN")) {
        List<Object> returned = ImapWords.list(words.get(i + 1));
        for (int k = 0; k < returned.size(); k++) {
          String option = ImapWords.text(returned.get(k));
          if (option.equalsIgnoreCase("STATUS") && k + 1 < returned.size()) {
            items = ImapWords.list(returned.get(k + 1));
          } else if (option.equalsIgnoreCase("SUBSCRIBED")) {
            // Everybody is subscribed to all there is.
            subscribed = " \\Subscribed";
          }
        }
      }
    }
    for (String name : names()) {
      if (name.matches(regex.toString())) {
        String quoted = ImapParts.string(encode(name));
        with.say("* " + verb + " (" + attributes(name) + subscribed + ") \"/\" " + quoted);
        if (!items.isEmpty()) {
          with.say("* STATUS " + quoted + " (" + state(name, items) + ")");
        }
      }
    }
    with.say(tag + " OK done");
  }

  private String attributes(String name) {
    boolean children = names().stream().anyMatch(each -> each.startsWith(name + "/"));
    String use =
        switch (name) {
          case "Sent", "Drafts", "Trash", "Archive", "Junk" -> " \\" + name;
          default -> "";
        };
    return (children ? "\\HasChildren" : "\\HasNoChildren") + use;
  }

  private Mailboxes.Folder folder(String name) {
    Mailboxes.Folder folder = with.mailboxes().folder(with.user(), name);
    if (folder == null) {
      throw new IllegalArgumentException("no mailbox " + name);
    }
    return folder;
  }

  private boolean exists(String name) {
    return with.mailboxes().folder(with.user(), name) != null;
  }

  private String state(String name, List<Object> items) {
    Mailboxes.Folder folder = folder(name);
    List<Mailboxes.Message> messages = folder.messages();
    var state = new ArrayList<String>();
    for (Object item : items) {
      String word = ImapWords.text(item).toUpperCase(Locale.ROOT);
      long value =
          switch (word) {
            case "MESSAGES" -> messages.size();
            case "UNSEEN" ->
                messages.stream().filter(each -> !ImapSearch.has(each.flags(), "\\Seen")).count();
            case "UIDNEXT" -> folder.uidNext();
            case "UIDVALIDITY" -> folder.uidValidity();
            case "HIGHESTMODSEQ" -> folder.modseq();
            case "SIZE" -> messages.stream().mapToLong(each -> each.bytes().length).sum();
            case "DELETED" ->
                messages.stream().filter(each -> ImapSearch.has(each.flags(), "\\Deleted")).count();
            default -> 0;
          };
      state.add(word + " " + value);
    }
    return String.join(" ", state);
  }

  void status(String tag, List<Object> words) throws IOException {
    String name = decode(ImapWords.text(words.get(1)));
    if (!exists(name)) {
      with.say(tag + " NO [NONEXISTENT] no mailbox " + encode(name));
      return;
    }
    String items = state(name, ImapWords.list(words.get(2)));
    with.say("* STATUS " + ImapParts.string(encode(name)) + " (" + items + ")");
    with.say(tag + " OK done");
  }

  void change(String tag, String verb, List<Object> words) throws IOException {
    String name = decode(ImapWords.text(words.get(1)));
    boolean done =
        switch (verb) {
          case "CREATE" -> with.mailboxes().create(with.user(), name);
          case "DELETE" -> with.mailboxes().delete(with.user(), name);
          case "RENAME" ->
              with.mailboxes().rename(with.user(), name, decode(ImapWords.text(words.get(2))));
          default -> true;
        };
    if (done) {
      with.say(tag + " OK done");
    } else {
      String code =
          exists(name) ? verb.equals("CREATE") ? "ALREADYEXISTS" : "CANNOT" : "NONEXISTENT";
      with.say(tag + " NO [" + code + "] not done");
    }
  }

  void quota(String tag, List<Object> words) throws IOException {
    String name = ImapWords.text(words.get(1));
    long used = 0;
    for (String each : names()) {
      used += folder(each).messages().stream().mapToLong(m -> m.bytes().length).sum();
    }
    with.say("* QUOTAROOT " + ImapParts.string(name) + " \"\"");
    with.say("* QUOTA \"\" (STORAGE " + (used + 1023) / 1024 + " " + QUOTA / 1024 + ")");
    with.say(tag + " OK done");
  }

  void append(String tag, List<Object> words) throws IOException {
    String name = decode(ImapWords.text(words.get(1)));
    if (!exists(name)) {
      with.say(tag + " NO [TRYCREATE] no mailbox " + encode(name));
      return;
    }
    Mailboxes.Folder folder = folder(name);
    Set<String> flags = new LinkedHashSet<>();
    Instant date = Instant.now();
    var uids = new ArrayList<String>();
    for (Object word : words.subList(2, words.size())) {
      if (word instanceof List<?>) {
        ImapWords.list(word).forEach(flag -> flags.add(ImapWords.text(flag)));
      } else if (word instanceof byte[] bytes) {
        String text = ImapWords.text(bytes);
        if (text.matches("[ 0-9]?\\d-[A-Za-z]{3}-\\d{4} [0-9:]{8} [+-]\\d{4}")) {
          date = OffsetDateTime.parse(text.strip(), DATE).toInstant();
        } else {
          uids.add(Long.toString(folder.add(bytes, flags, date).uid()));
          flags.clear();
          date = Instant.now();
        }
      }
    }
    if (uids.isEmpty()) {
      with.say(tag + " BAD no message");
      return;
    }
    String code = "APPENDUID " + folder.uidValidity() + " " + String.join(",", uids);
    with.say(tag + " OK [" + code + "] done");
  }
}
