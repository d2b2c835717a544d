package dev.inet.cli.nntp;

import dev.inet.cli.Surroundings;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.StoreWord;
import dev.inet.nntp.NntpOptions;
import dev.inet.nntp.NntpUrl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Where it is remembered what was fetched: one file for each server, user and target. */
final class FetchPlace {
  private FetchPlace() {}

  static Path of(
      @Nullable String typed, NntpUrl url, NntpOptions options, String to, Surroundings around)
      throws InetException {
    if (typed != null) {
      return around.path(typed);
    }
    String home = around.variable("HOME");
    String state = around.variable("XDG_STATE_HOME");
    if (state == null && home == null) {
      throw new InetException(Failure.USAGE, "neither HOME nor XDG_STATE_HOME is set")
          .hint("name a file with --state");
    }
    Path folder =
        state == null
            ? around.path(home == null ? "" : home).resolve(".local/state")
            : around.path(state);
    var word = StoreWord.of(to);
    Path target = around.path(word.path()).toAbsolutePath().normalize();
    String what = (word.kind().isEmpty() ? "folder" : word.kind()) + ":" + target;
    String who = options.login().user();
    String name = "nntp-" + safe(url.endpoint().host()) + "-" + url.endpoint().port();
    return folder.resolve("inet/fetch").resolve(name + "-" + hash(who + "\n" + what));
  }

  private static String safe(String host) {
    return host.replaceAll("[^A-Za-z0-9.-]", "_");
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
