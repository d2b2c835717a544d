package dev.inet.core.bridge;

import dev.inet.core.dial.Target;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.IOException;
import java.util.Properties;

/** Angus Mail as a wire of ours uses it. */
final class Mail {
  private Mail() {}

  static Properties properties(LibrarySockets sockets, Target target, boolean startTls) {
    var properties = new Properties();
    properties.put("mail.imap.socketFactory", sockets.toward(target));
    properties.put("mail.imap.ssl.socketFactory", sockets.layered());
    properties.setProperty("mail.imap.socketFactory.fallback", "false");
    properties.setProperty("mail.imap.ssl.enable", "false");
    properties.setProperty("mail.imap.starttls.enable", Boolean.toString(startTls));
    properties.setProperty("mail.imap.starttls.required", Boolean.toString(startTls));
    return properties;
  }

  static Store open(LibrarySockets sockets, Target target, boolean startTls)
      throws IOException, MessagingException {
    return open(sockets, target, properties(sockets, target, startTls));
  }

  static Store open(LibrarySockets sockets, Target target, Properties properties)
      throws IOException, MessagingException {
    Store store = Session.getInstance(properties).getStore("imap");
    String host = sockets.token(target.peer().host()).getHostAddress();
    store.connect(host, target.peer().port(), "demo", "demo");
    return store;
  }
}
