package dev.inet.imap;

import dev.inet.core.InetException;
import java.util.ArrayList;
import java.util.List;

/** The mailbox that is open, as the server tells of it. */
final class Selected {
  private final String name;
  private final boolean readOnly;
  private long exists;
  private long uidValidity;
  private long uidNext;
  private long highestModseq;
  private boolean modseqs;
  private final List<String> permanentFlags = new ArrayList<>();

  Selected(String name, boolean readOnly) {
    this.name = name;
    this.readOnly = readOnly;
  }

  String name() {
    return name;
  }

  boolean readOnly() {
    return readOnly;
  }

  long exists() {
    return exists;
  }

  /** Returns 0 where the server did not say. */
  long uidValidity() {
    return uidValidity;
  }

  /** Returns 0 where the server did not say. */
  long uidNext() {
    return uidNext;
  }

  /** Returns 0 where the mailbox keeps none. */
  long highestModseq() {
    return modseqs ? highestModseq : 0;
  }

  List<String> permanentFlags() {
    return permanentFlags;
  }

  /** Takes what changes: {@code EXISTS}, and the codes of SELECT. */
  void note(Response response) throws InetException {
    if (response.word().equals("EXISTS")) {
      exists = Math.max(0, response.number());
    } else if (response.word().equals("EXPUNGE")) {
      exists = Math.max(0, exists - 1);
    } else if (response.word().equals("VANISHED")) {
      List<Value> values = response.values();
      if (values.size() == 1) {
        exists = Math.max(0, exists - Reading.set(values.get(0)).size());
      }
    } else if (response.word().equals("OK")) {
      switch (response.codeName()) {
        case "UIDVALIDITY" -> uidValidity = Math.max(0, response.codeNumber());
        case "UIDNEXT" -> uidNext = response.codeNumber();
        case "HIGHESTMODSEQ" -> {
          highestModseq = response.codeNumber();
          modseqs = highestModseq > 0;
        }
        case "NOMODSEQ" -> modseqs = false;
        // What came before was still about the mailbox that this one follows (RFC 7162).
        case "CLOSED" -> {
          exists = 0;
          uidValidity = 0;
          uidNext = 0;
          modseqs = false;
        }
        case "PERMANENTFLAGS" -> {
          permanentFlags.clear();
          Response.at(response.codeValues(), 0)
              .items()
              .forEach(flag -> permanentFlags.add(String.valueOf(flag.raw())));
        }
        default -> {}
      }
    }
  }
}
