package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.FileNames;
import dev.inet.core.InetException;
import dev.inet.core.Url;
import dev.inet.imap.ImapFolder;
import dev.inet.mail.FetchState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where fetched messages go, and where it stands which of them were fetched. */
final class Backups {
  private final Surroundings around;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "maildir:DIR|mbox:FILE|DIR",
      description = "Where messages go: a Maildir, an mbox file, or a folder of .eml files.")
  private String to = "";

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description =
          "What was fetched already (default: a file in $XDG_STATE_HOME/inet/fetch/, one for each"
              + " account and destination).")
  private @Nullable String state;

  Backups(Surroundings around) {
    this.around = around;
  }

  /** Returns the destination, with a {@code ~/} that no shell expands behind a colon. */
  String word() {
    int colon = to.indexOf(':') + 1;
    return to.startsWith("~/", colon)
        ? to.substring(0, colon) + home().resolve(to.substring(colon + 2))
        : to;
  }

  /** Returns the destination of one of several mailboxes: a folder for each level of its name. */
  String word(ImapFolder folder) throws InetException {
    var path = new StringBuilder(word());
    boolean altered = false;
    List<String> levels =
        folder.delimiter().isEmpty()
            ? List.of(folder.name())
            : List.of(folder.name().split(Pattern.quote(folder.delimiter())));
    for (String level : levels) {
      String safe = level.replaceAll("[./\\\\ ]", "").isEmpty() ? "_" : FileNames.safe(level);
      // These are a Maildir's own.
      boolean taken = List.of("cur", "new", "tmp").contains(safe);
      altered |= taken || !safe.equals(level);
      path.append('/').append(taken ? safe + "_" : safe);
    }
    if (altered) {
      // Two mailboxes never share a folder.
      path.append('-').append(hash(folder.name()), 0, 8);
    }
    return path + (word().startsWith("mbox:") ? ".mbox" : "");
  }

  FetchState state(Url url, String user) throws IOException {
    if (state != null) {
      return FetchState.open(around.path(state));
    }
    String variable = around.variable("XDG_STATE_HOME");
    Path folder =
        variable == null ? home().resolve(".local").resolve("state") : around.path(variable);
    String host = url.endpoint().host();
    String whole =
        String.join(
            "\0",
            "imap",
            url.endpoint().authority(),
            user,
            url.rawPath(),
            around.directory().resolve(".").toAbsolutePath().normalize().toString(),
            word());
    String shown = ("imap-" + host + "-" + user).replaceAll("[^A-Za-z0-9.@-]", "_");
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
