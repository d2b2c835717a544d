package dev.inet.imap;

import dev.inet.mail.EncodedWords;
import dev.inet.mail.MailDate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header of a message as ENVELOPE tells of it (RFC 9051 section 7.5.2), decoded.
 *
 * @param date when it was written; {@code null} where its date is missing or none
 * @param subject its subject; empty where there is none
 * @param from who wrote it: {@code Ann Example <ann@example.org>}, several with commas
 * @param sender who sent it
 * @param replyTo whom to answer
 * @param to to whom
 * @param cc copies
 * @param bcc blind copies
 * @param inReplyTo what it answers
 * @param messageId its id with angle brackets; {@code null} where it has none
 */
public record Envelope(
    @Nullable Instant date,
    String subject,
    String from,
    String sender,
    String replyTo,
    String to,
    String cc,
    String bcc,
    String inReplyTo,
    @Nullable String messageId) {
  /** An envelope of a message that has none. */
  static final Envelope NONE = new Envelope(null, "", "", "", "", "", "", "", "", null);

  static Envelope of(Value value) {
    List<Value> items = value.items();
    String id = text(Response.at(items, 9));
    return new Envelope(
        MailDate.parse(text(Response.at(items, 0))).orElse(null),
        people(Response.at(items, 1)),
        addresses(Response.at(items, 2)),
        addresses(Response.at(items, 3)),
        addresses(Response.at(items, 4)),
        addresses(Response.at(items, 5)),
        addresses(Response.at(items, 6)),
        addresses(Response.at(items, 7)),
        text(Response.at(items, 8)),
        id.isEmpty() ? null : id);
  }

  private static String text(Value value) {
    byte[] bytes = value.bytes();
    return bytes == null ? "" : unfolded(EncodedWords.text(bytes));
  }

  /** Returns a text as people read it. */
  private static String people(Value value) {
    return EncodedWords.decode(text(value));
  }

  private static String unfolded(String text) {
    // Hardly any is folded, and a list has one for each field of each message.
    return text.indexOf('\n') < 0 ? text.strip() : text.replaceAll("\\r?\\n\\s*", " ").strip();
  }

  /**
   * An address without a host begins a group, and a mark without anything ends it. Gmail and Yahoo
   * tell addresses without a domain the same way: what nothing ends is no group.
   */
  private static String addresses(Value value) {
    var list = new ArrayList<String>();
    var members = new ArrayList<String>();
    String group = "";
    for (Value each : value.items()) {
      List<Value> parts = each.items();
      String name = people(Response.at(parts, 0));
      String mailbox = text(Response.at(parts, 2));
      boolean nowhere = name.isEmpty() && Response.at(parts, 3) instanceof Value.Nil;
      if (nowhere && mailbox.isEmpty()) {
        if (!group.isEmpty()) {
          list.add((group + ": " + String.join(", ", members)).strip() + ";");
          members.clear();
          group = "";
        }
      } else if (nowhere && group.isEmpty()) {
        group = mailbox;
      } else {
        String address = address(mailbox, text(Response.at(parts, 3)));
        (group.isEmpty() ? list : members).add(shown(name, address));
      }
    }
    if (!group.isEmpty()) {
      list.add(group);
      list.addAll(members);
    }
    return String.join(", ", list);
  }

  /** Dovecot, Cyrus and Exchange have words for what is missing. */
  private static String address(String mailbox, String host) {
    String local = mailbox.equals("MISSING_MAILBOX") ? "" : mailbox;
    boolean missing =
        host.isEmpty() || host.equals("MISSING_DOMAIN") || host.equals(".MISSING-HOST-NAME.");
    return missing ? local : local + "@" + host;
  }

  private static String shown(String name, String address) {
    if (name.isEmpty() || address.isEmpty()) {
      return name.isEmpty() ? address : name(name);
    }
    return name(name) + " <" + address + ">";
  }

  /** A comma in a name would read as the end of an address. */
  private static String name(String name) {
    boolean plain = name.chars().noneMatch(c -> ",;:<>@\"\\".indexOf(c) >= 0);
    return plain ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
