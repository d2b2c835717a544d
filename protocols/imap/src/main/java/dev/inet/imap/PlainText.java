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
      String decoded = EncodedWords.text(bytes.toByteArray(), part.charset()).replace("\r\n", "\n");
      text.append(part.type().equals("text/html") ? HtmlText.of(decoded) : decoded);
      if (text.length() > 0 && text.charAt(text.length() - 1) != '\n') {
        text.append('\n');
      }
    }
    return text.toString();
  }
}
