package dev.inet.imap;

import dev.inet.mail.MaildirFlags;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Flags in a store that follow those on the server. */
final class StoredFlags {
  private StoredFlags() {}

  /** Renames files of a Maildir to what their messages' flags are now; returns how many. */
  static long apply(ImapFetch.Plan plan, long validity, Map<Long, List<String>> changed)
      throws IOException {
    if (!plan.store().startsWith("maildir:")) {
      return 0;
    }
    Path folder = plan.base().resolve(plan.store().substring("maildir:".length()));
    return MaildirFlags.apply(folder, validity, changed);
  }
}
