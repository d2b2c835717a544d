package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.inet.core.InetException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses as servers tell of them. */
class EnvelopeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "((\"Ann\" NIL \"ann\" \"x.org\")(NIL NIL \"ben\" \"x.org\")) | Ann <ann@x.org>, ben@x.org",
        "((NIL NIL \"boys\" NIL)(NIL NIL \"al\" \"x\")(NIL NIL \"bo\" \"x\")(NIL NIL NIL NIL)"
            + "(NIL NIL \"cy\" \"x\")) | boys: al@x, bo@x;, cy@x",
        "((NIL NIL \"nobody\" NIL)(NIL NIL NIL NIL)) | nobody:;",
        "((NIL NIL \"boys\" NIL)(NIL NIL \"al\" NIL)(NIL NIL NIL NIL)) | boys: al;",
        // Gmail, of addresses without a domain.
        "((NIL NIL \"al\" NIL)(NIL NIL \"bo\" NIL)(NIL NIL \"cy\" \"x\")) | al, bo, cy@x",
        "((\"Al B\" NIL \"al\" NIL)) | Al B <al>",
        "((NIL NIL NIL NIL)) | ``",
        // Yahoo.
        "((\"undisclosed\" NIL \"undisclosed\" NIL )) | undisclosed <undisclosed>",
        "() | ``",
        "((NIL NIL \"al\" \"MISSING_DOMAIN\")(\"Bo\" NIL NIL \".MISSING-HOST-NAME.\")"
            + "(NIL NIL \"MISSING_MAILBOX\" \"x.org\")) | al, Bo, @x.org",
        // The list of a server that takes one address for it.
        "(NIL (\"Ann\" NIL \"ann\" \"x.org\")) | Ann <ann@x.org>",
      })
  void readsAddresses(String addresses, String expected) throws InetException {
    String fetch = "* 1 FETCH (UID 1 ENVELOPE (NIL NIL " + addresses + " NIL NIL NIL NIL))";
    ImapMessage message = ImapMessage.of(Response.of(List.of(fetch), List.of()));
    assertEquals(expected, message.envelope().from());
  }
}
