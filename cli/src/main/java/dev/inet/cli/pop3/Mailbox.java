package dev.inet.cli.pop3;

import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.SignIn;
import dev.inet.core.Url;
import dev.inet.pop3.Pop3Client;
import dev.inet.pop3.Pop3Options;
import dev.inet.pop3.Pop3Url;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The session of a command: operands in a row that share a server share it. */
final class Mailbox implements Closeable {
  private final NetworkOptions network;
  private @Nullable Url at;
  private @Nullable Pop3Client client;

  Mailbox(NetworkOptions network) {
    this.network = network;
  }

  /** Something that is done in a session. */
  @FunctionalInterface
  interface Work {
    void in(Pop3Client client) throws IOException;
  }

  /** Opens a session. */
  static Pop3Client open(NetworkOptions network, Url url) throws IOException {
    var options = new Pop3Options(SignIn.of(network, url), network.security(url));
    return Pop3Client.open(network.dialer(), Pop3Url.of(url), options);
  }

  /** Does something with the server of a URL; a session that is of no use any more is closed. */
  void during(Url url, Work work) throws IOException {
    Pop3Client open = client;
    Url before = at;
    if (open == null
        || before == null
        || !before.scheme().equals(url.scheme())
        || !before.endpoint().equals(url.endpoint())
        || !before.login().equals(url.login())) {
      close();
      open = open(network, url);
      client = open;
      at = url;
    }
    try {
      work.in(open);
    } finally {
      if (!open.isUsable()) {
        client = null;
        open.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    Pop3Client open = client;
    client = null;
    if (open != null) {
      open.leave();
    }
  }
}
