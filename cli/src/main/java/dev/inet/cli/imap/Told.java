package dev.inet.cli.imap;

import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Result;
import dev.inet.imap.UidSet;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a verb did to messages, or would do: silent where it did what was asked, like rm. */
final class Told {
  private Told() {}

  static void messages(
      String what,
      UidSet uids,
      @Nullable String mailbox,
      boolean dryRun,
      NetworkOptions network,
      Result to)
      throws IOException {
    if (to.isJson()) {
      for (UidSet.Range range : uids.ranges()) {
        for (long uid = range.first(); uid <= range.last(); uid++) {
          to.json("uid", uid, "action", what, "mailbox", mailbox, "dry_run", dryRun);
        }
      }
    } else if (dryRun) {
      to.line(what + " " + uids + (mailbox == null ? "" : " to " + mailbox));
    } else {
      network.output().result().note(what + " " + uids);
    }
  }

  /** Tells what became of a mailbox, or would. */
  static void mailbox(
      String what,
      String name,
      @Nullable Long messages,
      @Nullable String newName,
      boolean dryRun,
      NetworkOptions network,
      Result to)
      throws IOException {
    String text =
        what
            + " "
            + name
            + (messages == null ? "" : " with " + messages + " messages")
            + (newName == null ? "" : " to " + newName);
    if (to.isJson()) {
      to.json(
          "name", name,
          "action", what,
          "messages", messages,
          "new_name", newName,
          "dry_run", dryRun);
    } else if (dryRun) {
      to.line(text);
    } else {
      network.output().result().note(text);
    }
  }
}
