package dev.inet.cli.option;

import dev.inet.core.Characters;
import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The logins of a {@code .netrc} file: {@code machine}, {@code default}, {@code login}, {@code
 * password}, {@code account}; macros are skipped, {@code #} begins a comment, and a token may stand
 * in double quotes with backslash escapes.
 */
final class Netrc {
  private static final int LARGEST = 1 << 20;

  private final List<Entry> entries = new ArrayList<>();
  private final String text;
  private int at;

  /** One machine; the host is {@code null} for the default. */
  private record Entry(@Nullable String host, @Nullable String login, @Nullable String password) {}

  private Netrc(String text) {
    this.text = text;
  }

  /** Reads a file; one that was not named by the user may be missing. */
  static Netrc read(Path file, boolean mustExist) throws InetException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new InetException(Failure.USAGE, "'" + file + "' is too large for a netrc file");
      }
      return parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      if (!mustExist) {
        return parse("");
      }
      throw unreadable(file, e);
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static InetException unreadable(Path file, IOException e) {
    return new InetException(Failure.USAGE, "cannot read '" + file + "': " + Reasons.of(e), e);
  }

  static Netrc parse(String text) throws InetException {
    var netrc = new Netrc(Characters.withoutMark(text));
    netrc.parse();
    return netrc;
  }

  /** Returns the first login of a host, or of the user there where one is named. */
  Optional<Credentials> find(String host, String user) throws InetException {
    for (Entry entry : entries) {
      boolean sameHost = entry.host == null || entry.host.equalsIgnoreCase(host);
      boolean sameUser = user.isEmpty() || entry.login == null || user.equals(entry.login);
      String name = entry.login == null ? user : entry.login;
      if (sameHost && sameUser && entry.password != null && !name.isEmpty()) {
        OptionText.onOneLine("a login of the netrc file", name);
        OptionText.onOneLine("a password of the netrc file", entry.password);
        return Optional.of(new Credentials(name, Secret.of(entry.password)));
      }
    }
    return Optional.empty();
  }

  /** Leaves the machines that are named alone. */
  Netrc withoutDefault() {
    entries.removeIf(entry -> entry.host == null);
    return this;
  }

  private void parse() throws InetException {
    String host = null;
    String login = null;
    String password = null;
    boolean open = false;
    String token;
    while ((token = next()) != null) {
      switch (token) {
        case "machine", "default" -> {
          if (open) {
            entries.add(new Entry(host, login, password));
          }
          open = true;
          host = token.equals("machine") ? value(token) : null;
          login = null;
          password = null;
        }
        case "login" -> login = value(token);
        case "password" -> password = value(token);
        case "account" -> value(token);
        case "macdef" -> skipMacro();
        default ->
            throw new InetException(
                Failure.USAGE, "line " + line() + " of the netrc file: unknown word");
      }
    }
    if (open) {
      entries.add(new Entry(host, login, password));
    }
  }

  private int line() {
    return (int)
            text.substring(0, Math.min(at, text.length())).chars().filter(c -> c == '\n').count()
        + 1;
  }

  private String value(String word) throws InetException {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    // Behind its word it is no comment: passwords begin with it, too.
    boolean hash = at < text.length() && text.charAt(at) == '#';
    String value = hash ? bare() : next();
    if (value == null) {
      throw new InetException(Failure.USAGE, "the netrc file ends after '" + word + "'");
    }
    return value;
  }

  /** A macro ends at an empty line. */
  private void skipMacro() {
    int end = text.indexOf("\n\n", at);
    int crlf = text.indexOf("\n\r\n", at);
    end = end < 0 || crlf >= 0 && crlf < end ? crlf : end;
    at = end < 0 ? text.length() : end;
  }

  private @Nullable String next() throws InetException {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (c > ' ') {
        return c == '"' ? quoted() : bare();
      } else {
        at++;
      }
    }
    return null;
  }

  private String bare() {
    int from = at;
    while (at < text.length() && text.charAt(at) > ' ') {
      at++;
    }
    return text.substring(from, at);
  }

  private String quoted() throws InetException {
    var token = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return token.toString();
      }
      if (c == '\\' && at + 1 < text.length()) {
        c = text.charAt(++at);
        c = c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
      }
      token.append(c);
    }
    throw new InetException(Failure.USAGE, "the netrc file ends inside quotes");
  }
}
