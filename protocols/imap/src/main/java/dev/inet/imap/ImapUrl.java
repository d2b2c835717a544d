package dev.inet.imap;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Login;
import dev.inet.core.Scheme;
import dev.inet.core.Secret;
import dev.inet.core.Security;
import dev.inet.core.Url;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IMAP URL (RFC 5092): {@code
 * imap://user;AUTH=X@host/MAILBOX;UIDVALIDITY=n/;UID=n/;SECTION=s/;PARTIAL=offset.length?SEARCH},
 * each parameter with or without the slash before it. {@code ;UID=} takes a set as well.
 *
 * @param scheme {@link Imap#PLAIN} or {@link Imap#TLS}
 * @param endpoint the server
 * @param mailbox the name of the mailbox, decoded; empty where the URL names none
 * @param uidValidity the number under which the UIDs were valid; 0 where the URL has none
 * @param uids the messages; {@code null} where the URL names none
 * @param single those of them that the URL names one by one, as opposed to by a range
 * @param section the part of the message; {@code null} where the URL names none
 * @param partial the bytes of it; {@code null} for all
 * @param search what to search for; {@code null} where the URL has no query
 * @param mechanism how to sign in, upper case; {@code null} where the URL does not say
 */
public record ImapUrl(
    Scheme scheme,
    Endpoint endpoint,
    String mailbox,
    long uidValidity,
    @Nullable UidSet uids,
    List<Long> single,
    @Nullable String section,
    @Nullable Partial partial,
    @Nullable String search,
    @Nullable String mechanism) {
  private static final Pattern AUTH = Pattern.compile("(?i);AUTH=([^;]*)$");
  private static final Pattern PARAMETER =
      Pattern.compile("/?;([A-Za-z]+)=([^;/]*(?:/(?!;|$)[^;/]*)*)");
  private static final Pattern SECTION =
      Pattern.compile(
          "(?i)(?:\\d{1,9}(?:\\.\\d{1,9})*(?:\\.(?:TEXT|MIME|HEADER|HEADER\\.FIELDS(?:\\.NOT)?"
              + " ?\\([^()\"\\\\{]*\\)))?|TEXT|HEADER|HEADER\\.FIELDS(?:\\.NOT)?"
              + " ?\\([^()\"\\\\{]*\\))?");

  /**
   * A run of bytes.
   *
   * @param offset the first, from 0
   * @param length how many; 0 for all that follow
   */
  public record Partial(long offset, long length) {}

  /** Makes one; the host in lower case, so that equal places are equal. */
  public ImapUrl {
    single = List.copyOf(single);
    endpoint = new Endpoint(endpoint.host().toLowerCase(Locale.ROOT), endpoint.port());
  }

  /**
   * Splits a URL, or the same without its scheme.
   *
   * @param text the URL
   * @throws InetException as {@link Failure#BAD_URL} where it is malformed or of another scheme
   */
  public static ImapUrl parse(String text) throws InetException {
    return of(Url.parse(text.contains("://") ? text : "imap://" + text, Imap.TABLE));
  }

  /**
   * Reads path and query of a URL that is split already.
   *
   * @param url a URL of either scheme
   * @throws InetException as {@link Failure#BAD_URL} where it is malformed or holds CR, LF or NUL
   */
  public static ImapUrl of(Url url) throws InetException {
    if (!Imap.SCHEMES.contains(url.scheme())) {
      throw new InetException(Failure.BAD_URL, "'" + url.scheme().name() + "' is not imap");
    }
    String path = url.rawPath();
    String query = url.rawQuery();
    // IMAP knows no fragment, but mailboxes such as #public.
    String fragment = url.rawFragment();
    if (fragment != null) {
      if (query == null) {
        path += "#" + fragment;
      } else {
        query += "#" + fragment;
      }
    }
    path = path.startsWith("/") ? path.substring(1) : path;
    int semicolon = path.indexOf(';');
    String name = semicolon < 0 ? path : path.substring(0, semicolon);
    name = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    var read = new Parameters();
    if (semicolon >= 0) {
      read.all(path.substring(semicolon));
    }
    if (name.isEmpty() && semicolon >= 0) {
      throw new InetException(Failure.BAD_URL, "the URL has parameters but names no mailbox");
    }
    String search = query == null || query.isEmpty() ? null : Url.decode(query);
    return new ImapUrl(
        url.scheme(),
        url.endpoint(),
        Url.decode(name),
        read.uidValidity,
        read.uids,
        read.single,
        read.section,
        read.partial,
        search,
        mechanism(url.login()));
  }

  /** Reads what follows the mailbox. */
  private static final class Parameters {
    long uidValidity;
    @Nullable UidSet uids;
    List<Long> single = List.of();
    @Nullable String section;
    @Nullable Partial partial;

    void all(String text) throws InetException {
      Matcher matcher = PARAMETER.matcher(text.endsWith("/") ? cut(text) : text);
      int end = 0;
      while (matcher.find()) {
        if (matcher.start() != end) {
          break;
        }
        one(matcher.group(1).toUpperCase(Locale.ROOT), Url.decode(matcher.group(2)));
        end = matcher.end();
      }
      if (end != (text.endsWith("/") ? text.length() - 1 : text.length())) {
        throw new InetException(Failure.BAD_URL, "'" + text.substring(end) + "' in an IMAP URL");
      }
      if ((section != null || partial != null) && uids == null) {
        throw new InetException(Failure.BAD_URL, ";SECTION and ;PARTIAL need ;UID");
      }
    }

    private static String cut(String text) {
      return text.substring(0, text.length() - 1);
    }

    private void one(String name, String value) throws InetException {
      switch (name) {
        case "UIDVALIDITY" -> uidValidity = number(value, "UIDVALIDITY");
        case "UID" -> {
          uids = UidSet.parse(value);
          single = UidSet.single(value);
        }
        case "SECTION" -> {
          if (!SECTION.matcher(value).matches()) {
            throw new InetException(Failure.BAD_URL, "'" + value + "' is no section of a message");
          }
          section = value;
        }
        case "PARTIAL" -> {
          int dot = value.indexOf('.');
          String first = dot < 0 ? value : value.substring(0, dot);
          partial =
              new Partial(
                  first.equals("0") ? 0 : number(first, "PARTIAL"),
                  dot < 0 ? 0 : number(value.substring(dot + 1), "PARTIAL"));
        }
        default -> throw new InetException(Failure.BAD_URL, "';" + name + "=' in an IMAP URL");
      }
    }

    private static long number(String digits, String name) throws InetException {
      if (!digits.matches("[1-9]\\d{0,17}")) {
        throw new InetException(Failure.BAD_URL, ";" + name + "=" + digits + " is no number");
      }
      return Long.parseLong(digits);
    }
  }

  private static @Nullable String mechanism(Login login) throws InetException {
    Secret password = login.rawPassword();
    for (String part : new String[] {login.rawUser(), password == null ? "" : password.reveal()}) {
      Matcher matcher = AUTH.matcher(part);
      if (matcher.find()) {
        String name = Url.decode(matcher.group(1)).toUpperCase(Locale.ROOT);
        if (!name.equals("*") && !name.matches("[A-Z0-9_-]{1,20}")) {
          throw new InetException(Failure.BAD_URL, "'" + name + "' is no sign-in mechanism");
        }
        return name.equals("*") ? null : name;
      }
    }
    return null;
  }

  /**
   * Returns a URL without {@code ;AUTH=} in its login, which is no part of the user's name.
   *
   * @param url a URL as typed
   */
  public static Url withoutMechanism(Url url) {
    Login login = url.login();
    Secret password = login.rawPassword();
    var bare =
        new Login(
            AUTH.matcher(login.rawUser()).replaceFirst(""),
            password == null ? null : Secret.of(AUTH.matcher(password.reveal()).replaceFirst("")));
    return new Url(
        url.scheme(), bare, url.endpoint(), url.rawPath(), url.rawQuery(), url.rawFragment());
  }

  /**
   * Returns the same place with another mailbox, and no messages named.
   *
   * @param name the mailbox
   */
  public ImapUrl withMailbox(String name) {
    return new ImapUrl(scheme, endpoint, name, 0, null, List.of(), null, null, null, mechanism);
  }

  /** Returns the mailbox, which the verb cannot do without. */
  public String requiredMailbox() throws InetException {
    if (mailbox.isEmpty()) {
      throw new InetException(Failure.BAD_URL, "the URL names no mailbox")
          .hint("write imap://" + endpoint.authority() + "/INBOX");
    }
    return mailbox;
  }

  /** Returns the messages, where the URL names some. */
  public Optional<UidSet> named() {
    return Optional.ofNullable(uids);
  }

  /** Returns whether TLS comes first. */
  public boolean isSecure() {
    return scheme.security() == Security.TLS;
  }

  /**
   * Returns whether another place is on the same server, reached in the same way.
   *
   * @param other the other place
   */
  public boolean sharesServerWith(ImapUrl other) {
    return endpoint.equals(other.endpoint) && scheme.equals(other.scheme);
  }
}
