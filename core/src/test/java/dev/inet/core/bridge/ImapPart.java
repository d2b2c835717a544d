package dev.inet.core.bridge;

import dev.inet.sandbox.Caller;
import dev.inet.sandbox.Conversation;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import javax.net.ssl.SSLContext;

/** An IMAP server that lets anybody sign in and out. */
record ImapPart(SSLContext tls, String behindStartTls) implements Peer.Part {
  ImapPart(SSLContext tls) {
    this(tls, "");
  }

  @Override
  public void play(Conversation conversation) throws IOException {
    Caller caller = conversation.caller();
    String capabilities = "CAPABILITY IMAP4rev1" + (caller.tls() == null ? " STARTTLS" : "");
    caller.send("* OK [" + capabilities + "] ready\r\n");
    for (String line = caller.readLine(); line != null; line = caller.readLine()) {
      String[] words = line.split(" ");
      switch (words[1]) {
        case "STARTTLS" -> {
          caller.send(words[0] + " OK go ahead\r\n" + behindStartTls);
          caller.secure(tls);
        }
        case "CAPABILITY" -> caller.send("* CAPABILITY IMAP4rev1\r\n" + words[0] + " OK\r\n");
        case "LOGOUT" -> {
          caller.send("* BYE\r\n" + words[0] + " OK\r\n");
          return;
        }
        default -> caller.send(words[0] + " OK " + words[1] + " done\r\n");
      }
    }
  }
}
