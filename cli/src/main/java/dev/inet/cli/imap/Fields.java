package dev.inet.cli.imap;

import dev.inet.cli.output.Result;
import dev.inet.imap.ImapMessage;
import dev.inet.imap.Part;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is printed of messages and mailboxes: numbers that are known, dates, flags. */
final class Fields {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

  private Fields() {}

  /** Returns a number for JSON; {@code null}, which is left out, where it is unknown. */
  static @Nullable Long known(long number) {
    return number < 0 ? null : number;
  }

  /** Returns a number for people. */
  static String shown(long number) {
    return number < 0 ? "" : Long.toString(number);
  }

  /** Returns a moment for people, in UTC as everywhere. */
  static String shown(@Nullable Instant moment) {
    return moment == null ? "" : DATE.format(moment.atZone(ZoneId.of("UTC")));
  }

  /** Returns flags for people: N for new, F, R, D, T as in other mail programs. */
  static String letters(ImapMessage message) {
    return (message.has("\\Seen") ? "" : "N")
        + (message.has("\\Flagged") ? "F" : "")
        + (message.has("\\Answered") ? "R" : "")
        + (message.has("\\Draft") ? "D" : "")
        + (message.has("\\Deleted") ? "T" : "");
  }

  /** Returns the attachments of a message as JSON has them. */
  static @Nullable List<Map<String, Object>> attachments(@Nullable Part structure) {
    return structure == null
        ? null
        : structure.attachments().stream().map(Fields::attachment).toList();
  }

  private static Map<String, Object> attachment(Part part) {
    var fields = new LinkedHashMap<String, Object>();
    String name = part.fileName();
    fields.put("name", name == null ? "" : name);
    fields.put("type", part.type());
    fields.put("size", part.size());
    fields.put("section", part.section());
    return fields;
  }

  /** Prints a message as JSON. */
  static void json(ImapMessage message, @Nullable Integer depth, @Nullable String text, Result to)
      throws IOException {
    to.json(
        "uid", message.uid(),
        "number", message.number() == 0 ? null : message.number(),
        "message_id", message.envelope().messageId(),
        "date", message.date(),
        "from", message.envelope().from(),
        "to", message.envelope().to(),
        "cc", message.envelope().cc(),
        "subject", message.envelope().subject(),
        "size", known(message.size()),
        "flags", message.flags(),
        "received", message.arrived(),
        "in_reply_to",
            message.envelope().inReplyTo().isEmpty() ? null : message.envelope().inReplyTo(),
        "depth", depth,
        "attachments", attachments(message.structure()),
        "text", text);
  }
}
