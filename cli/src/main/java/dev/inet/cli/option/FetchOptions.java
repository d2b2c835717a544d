package dev.inet.cli.option;

import dev.inet.cli.Surroundings;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Url;
import dev.inet.mail.FetchState;
import dev.inet.mail.MailStore;
import dev.inet.mail.StoreWord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where fetched messages go, and where it stands which of them were fetched. */
public final class FetchOptions {
  private final Surroundings around;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "maildir:DIR|mbox:FILE|jsonl:FILE|DIR",
      description = {
        "Where messages go: a Maildir, an mbox file, a file with a JSON object a line, or a folder",
        "of .eml files."
      })
  private String to = "";

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description =
          "What was fetched already (default: a file in $XDG_STATE_HOME/inet/fetch/, one for each"
              + " account and destination).")
  private @Nullable String state;

  /**
   * Makes the options of a command.
   *
   * @param around the surroundings of the command
   */
  public FetchOptions(Surroundings around) {
    this.around = around;
  }

  /** Returns the destination in full; no shell expands a {@code ~/} behind a colon. */
  public String destination() {
    var word = StoreWord.of(to);
    String path = word.path();
    if (path.isEmpty()) {
      return to;
    }
    Path whole = path.startsWith("~/") ? home().resolve(path.substring(2)) : around.path(path);
    return word.at(whole.toAbsolutePath().normalize().toString()).toString();
  }

  /**
   * Opens the destination.
   *
   * @throws InetException as {@link Failure#USAGE} where it is none
   */
  public MailStore store() throws InetException {
    return MailStore.open(destination(), around.directory(), true);
  }

  /**
   * Opens what is known of earlier runs.
   *
   * @param protocol the name of the protocol
   * @param url the server
   * @param user who signs in
   * @param more what else tells this from another fetch, such as the mailbox; may be empty
   * @throws InetException as {@link Failure#LOCAL_READ} and {@link Failure#LOCAL_WRITE}
   */
  public FetchState state(String protocol, Url url, String user, String more) throws IOException {
    if (state != null) {
      return FetchState.open(around.path(state));
    }
    String variable = around.variable("XDG_STATE_HOME");
    Path folder =
        variable == null || variable.isEmpty()
            ? home().resolve(".local").resolve("state")
            : around.path(variable);
    String host = url.endpoint().host();
    String whole =
        String.join(
            "\0", protocol, host, String.valueOf(url.endpoint().port()), user, more, destination());
    String shown = (protocol + "-" + host + "-" + user).replaceAll("[^A-Za-z0-9.@-]", "_");
    String name = (shown.length() > 80 ? shown.substring(0, 80) : shown) + "-" + hash(whole);
    return FetchState.open(folder.resolve("inet").resolve("fetch").resolve(name));
  }

  private Path home() {
    String home = around.variable("HOME");
    return Path.of(home == null ? System.getProperty("user.home", "") : home);
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
