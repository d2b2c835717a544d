package dev.inet.cli.imap;

import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.SignIn;
import dev.inet.cli.output.Result;
import dev.inet.core.Url;
import dev.inet.imap.ImapClient;
import dev.inet.imap.ImapOptions;
import dev.inet.imap.ImapUrl;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The servers of one command: one signed-in connection for all operands that share one. */
final class Servers implements Closeable {
  private final NetworkOptions network;
  private final boolean compress;
  private final Map<String, ImapClient> clients = new HashMap<>();

  Servers(NetworkOptions network) {
    this(network, false);
  }

  /**
   * Makes one.
   *
   * @param compress whether bulk is to come, so that compressing it pays
   */
  Servers(NetworkOptions network, boolean compress) {
    this.network = network;
    this.compress = compress;
  }

  /** Refuses a place before anything is sent. */
  interface Check {
    void check(ImapUrl url) throws IOException;
  }

  /** Does something with a place. */
  interface Work {
    void at(ImapClient client, ImapUrl url, Result to) throws IOException;
  }

  /** Does something with every place that was typed; returns the joint exit status. */
  static int each(NetworkOptions network, List<String> words, Check check, Work work)
      throws IOException {
    try (var servers = new Servers(network)) {
      return network.each(
          words,
          (word, to) -> {
            Place place = servers.place(word);
            check.check(place.url());
            work.at(servers.client(place), place.url(), to);
          });
    }
  }

  /** Opens the mailbox of a place. */
  static void select(ImapClient client, ImapUrl url, boolean writing) throws IOException {
    client.select(client.resolve(url.mailbox()), writing);
    client.checkValidity(url.uidValidity());
  }

  /**
   * A place that was typed.
   *
   * @param typed as core reads it, with the login
   * @param url as IMAP reads it
   */
  record Place(Url typed, ImapUrl url) {}

  /** Reads a target. */
  Place place(String word) throws IOException {
    Url typed = network.target(word);
    return new Place(typed, ImapUrl.of(typed));
  }

  /** Returns a signed-in connection to the server of a place; another one where it broke. */
  ImapClient client(Place place) throws IOException {
    ImapUrl url = place.url();
    String key =
        url.scheme().name()
            + " "
            + url.endpoint()
            + " "
            + place.typed().login().rawUser()
            + " "
            + url.mechanism();
    ImapClient client = clients.get(key);
    if (client != null && client.isBroken()) {
      client.close();
      clients.remove(key);
      client = null;
    }
    if (client == null) {
      client = ImapClient.open(network.dialer(), url, options(place));
      clients.put(key, client);
    }
    return client;
  }

  /** Opens a connection of its own. */
  ImapClient another(Place place) throws IOException {
    return ImapClient.open(network.dialer(), place.url(), options(place));
  }

  private ImapOptions options(Place place) throws IOException {
    return ImapOptions.DEFAULT
        .withLogin(SignIn.of(network, ImapUrl.withoutMechanism(place.typed())))
        .withSecurity(network.security(place.typed()))
        .withCompress(compress)
        .withMaxMessage(network.output().maxSize());
  }

  @Override
  public void close() throws IOException {
    for (ImapClient client : clients.values()) {
      client.close();
    }
    clients.clear();
  }
}
