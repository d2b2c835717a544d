package dev.inet.cli.imap;

import dev.inet.imap.ImapClient;
import dev.inet.imap.ImapFolder;
import dev.inet.imap.ImapNamespace;
import java.io.IOException;
import java.util.List;

/**
 * How a server names the mailboxes of a user.
 *
 * @param delimiter what stands between levels; empty for none
 * @param prefix what all names but that of the inbox begin with (RFC 2342); may be empty
 */
record Naming(String delimiter, String prefix) {
  static Naming of(ImapClient client) throws IOException {
    for (ImapNamespace each : client.namespaces()) {
      if (each.kind() == ImapNamespace.Kind.PERSONAL) {
        return new Naming(each.delimiter(), each.prefix());
      }
    }
    List<ImapFolder> folders = client.folders("%", false);
    return new Naming(folders.isEmpty() ? "" : folders.get(0).delimiter(), "");
  }
}
