package dev.inet.imap;

import dev.inet.core.Scheme;
import dev.inet.core.Schemes;
import dev.inet.core.Security;
import java.util.List;

/** What the house knows of IMAP: its rows of the scheme table. */
public final class Imap {
  /** Port 143, with STARTTLS where it is offered. */
  public static final Scheme PLAIN = new Scheme("imap", 143, Security.STARTTLS_IF_OFFERED);

  /** TLS from the first byte on port 993 (RFC 8314). */
  public static final Scheme TLS = new Scheme("imaps", 993, Security.TLS);

  /** The rows of the scheme table. */
  public static final List<Scheme> SCHEMES = List.of(PLAIN, TLS);

  static final Schemes TABLE = new Schemes(SCHEMES);

  private Imap() {}
}
