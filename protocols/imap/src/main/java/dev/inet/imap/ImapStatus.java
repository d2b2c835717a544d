package dev.inet.imap;

import java.util.List;

/**
 * The state of a mailbox (RFC 9051 section 6.3.11); -1 stands for what the server does not tell.
 *
 * @param messages how many messages it holds
 * @param unseen how many of them lack {@code \Seen}
 * @param recent how many of them no session has seen yet
 * @param uidNext the UID that the next message gets at least
 * @param uidValidity the number under which the UIDs are valid
 * @param highestModseq the number of the last change (RFC 7162)
 * @param size the bytes of all messages (RFC 8438)
 * @param deleted how many messages are marked {@code \Deleted}
 */
public record ImapStatus(
    long messages,
    long unseen,
    long recent,
    long uidNext,
    long uidValidity,
    long highestModseq,
    long size,
    long deleted) {

  static ImapStatus of(List<Value> items) {
    long[] found = {-1, -1, -1, -1, -1, -1, -1, -1};
    for (int i = 0; i + 1 < items.size(); i += 2) {
      int at =
          switch (items.get(i).word()) {
            case "MESSAGES" -> 0;
            case "UNSEEN" -> 1;
            case "RECENT" -> 2;
            case "UIDNEXT" -> 3;
            case "UIDVALIDITY" -> 4;
            case "HIGHESTMODSEQ" -> 5;
            case "SIZE" -> 6;
            case "DELETED" -> 7;
            default -> -1;
          };
      if (at >= 0) {
        found[at] = items.get(i + 1).number();
      }
    }
    return new ImapStatus(
        found[0], found[1], found[2], found[3], found[4], found[5], found[6], found[7]);
  }
}
