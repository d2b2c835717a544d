package dev.inet.imap;

import dev.inet.mail.EncodedWords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** The text of messages as people read it. */
final class PlainText {
  /** The longest text that is taken into memory. */
  private static final int MOST = 32 << 20;

  private final ImapClient client;

  PlainText(ImapClient client) {
    this.client = client;
  }

  /** Returns the text of a message: decoded, HTML without its tags. */
  String of(long uid) throws IOException {
    Part whole = client.structure(uid).structure();
    var text = new StringBuilder();
    for (Part part : whole == null ? List.<Part>of() : whole.texts()) {
      var bytes = new ByteArrayOutputStream();
      client.decoded(uid, part, new Bounded(bytes, MOST - text.length()));
      boolean page = part.type().equals("text/html");
      String decoded = read(bytes.toByteArray(), part.charset(), page).replace("\r\n", "\n");
      text.append(page ? HtmlText.of(decoded) : decoded);
      if (text.length() > 0 && text.charAt(text.length() - 1) != '\n') {
        text.append('\n');
      }
    }
    return text.toString();
  }

  /**
   * Returns what is written: of a page without a charset, or that is said to be ASCII where nobody
   * named one, in the charset that the page itself names, unless it is UTF-8 as it stands.
   */
  private static String read(byte[] raw, String charset, boolean page) {
    boolean named = !charset.isEmpty() && !charset.equalsIgnoreCase("us-ascii");
    if (named || !page) {
      return EncodedWords.text(raw, charset);
    }
    String guess = EncodedWords.text(raw);
    return guess.length() < raw.length ? guess : EncodedWords.text(raw, HtmlText.charset(raw));
  }
}
