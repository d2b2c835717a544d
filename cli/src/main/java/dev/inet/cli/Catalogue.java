package dev.inet.cli;

import dev.inet.core.Scheme;
import dev.inet.core.Schemes;
import dev.inet.core.Security;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may stand first on the command line, one line each. Groups are named by class, so that a
 * command loads its own protocol and no other.
 */
public final class Catalogue {
  private static final List<Entry> ENTRIES =
      List.of(
          entry(
              "http",
              "Web pages, files and services (RFC 9110)",
              "http.HttpCommand",
              scheme("http", 80, Security.PLAIN),
              scheme("https", 443, Security.TLS),
              scheme("ws", 80, Security.PLAIN),
              scheme("wss", 443, Security.TLS)),
          entry(
              "ftp",
              "Files on servers, also under TLS (RFC 959, 4217)",
              "ftp.FtpCommand",
              scheme("ftp", 21, Security.STARTTLS_IF_OFFERED),
              scheme("ftps", 990, Security.TLS),
              scheme("ftpes", 21, Security.STARTTLS)),
          entry(
              "smtp",
              "Sending mail, and local delivery (RFC 5321, 2033)",
              "smtp.SmtpCommand",
              scheme("smtp", 587, Security.STARTTLS_IF_OFFERED),
              scheme("smtps", 465, Security.TLS),
              scheme("lmtp", 24, Security.PLAIN)),
          entry(
              "pop3",
              "Mail to be collected (RFC 1939)",
              "pop3.Pop3Command",
              scheme("pop3", 110, Security.STARTTLS_IF_OFFERED),
              scheme("pop", 110, Security.STARTTLS_IF_OFFERED),
              scheme("pop3s", 995, Security.TLS)),
          entry(
              "imap",
              "Mail where it is kept (RFC 9051)",
              "imap.ImapCommand",
              scheme("imap", 143, Security.STARTTLS_IF_OFFERED),
              scheme("imaps", 993, Security.TLS)),
          entry(
              "nntp",
              "News: groups and articles (RFC 3977)",
              "nntp.NntpCommand",
              scheme("nntp", 119, Security.STARTTLS_IF_OFFERED),
              scheme("news", 119, Security.STARTTLS_IF_OFFERED),
              scheme("nntps", 563, Security.TLS)),
          entry(
              "telnet",
              "Terminal sessions, by hand and by script (RFC 854)",
              "telnet.TelnetCommand",
              scheme("telnet", 23, Security.PLAIN),
              scheme("telnets", 992, Security.TLS)),
          entry(
              "gopher",
              "Menus and documents (RFC 1436)",
              "gopher.GopherCommand",
              scheme("gopher", 70, Security.PLAIN),
              scheme("gophers", 70, Security.TLS)),
          entry(
              "raw",
              "Sockets without a protocol: TCP, UDP, TLS, Unix",
              "raw.RawCommand",
              scheme("tcp", 0, Security.PLAIN),
              scheme("tls", 0, Security.TLS),
              scheme("udp", 0, Security.PLAIN),
              scheme("unix", 0, Security.PLAIN)),
          entry("sandbox", "Embedded servers for every protocol", "sandbox.SandboxCommand"),
          entry("trace", "Recorded conversations", "trace.TraceCommand"),
          entry("config", "What is in force, and where it came from", "config.ConfigCommand"),
          entry("completion", "Completion scripts for shells", "completion.CompletionCommand"));

  private Catalogue() {}

  /**
   * One line of the catalogue.
   *
   * @param name the first word on the command line
   * @param summary what it is, in a few words
   * @param className the group's class
   * @param schemes the schemes of its URLs; the first is meant where none is typed
   */
  public record Entry(String name, String summary, String className, List<Scheme> schemes) {
    /** Makes the group; only now is its class loaded. */
    public CommandGroup group() {
      try {
        return Class.forName(className)
            .asSubclass(CommandGroup.class)
            .getConstructor()
            .newInstance();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("the catalogue names " + className, e);
      }
    }
  }

  private static Entry entry(String name, String summary, String className, Scheme... schemes) {
    return new Entry(name, summary, "dev.inet.cli." + className, List.of(schemes));
  }

  private static Scheme scheme(String name, int port, Security security) {
    return new Scheme(name, port, security);
  }

  /** Returns all lines in the order in which help lists them. */
  public static List<Entry> entries() {
    return ENTRIES;
  }

  /**
   * Finds a line.
   *
   * @param name the first word on the command line
   */
  public static @Nullable Entry named(String name) {
    for (Entry entry : ENTRIES) {
      if (entry.name().equals(name)) {
        return entry;
      }
    }
    return null;
  }

  /**
   * Finds the protocol that a scheme belongs to.
   *
   * @param scheme the name of the scheme, in lower case
   */
  public static @Nullable Entry speaking(String scheme) {
    for (Entry entry : ENTRIES) {
      for (Scheme row : entry.schemes()) {
        if (row.name().equals(scheme)) {
          return entry;
        }
      }
    }
    return null;
  }

  /** Returns every scheme of every protocol. */
  public static Schemes schemes() {
    var rows = new ArrayList<Scheme>();
    for (Entry entry : ENTRIES) {
      rows.addAll(entry.schemes());
    }
    return new Schemes(rows);
  }
}
