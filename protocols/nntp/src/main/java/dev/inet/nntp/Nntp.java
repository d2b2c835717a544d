package dev.inet.nntp;

import dev.inet.core.Scheme;
import dev.inet.core.Schemes;
import dev.inet.core.Security;
import java.util.List;

/** What the house knows of NNTP: its rows of the scheme table. */
public final class Nntp {
  /** Port 119, with STARTTLS where it is offered (RFC 4642). */
  public static final Scheme PLAIN = new Scheme("nntp", 119, Security.STARTTLS_IF_OFFERED);

  /** The same under the name that articles are known by (RFC 5538). */
  public static final Scheme NEWS = new Scheme("news", 119, Security.STARTTLS_IF_OFFERED);

  /** TLS from the first byte on port 563 (RFC 8143). */
  public static final Scheme TLS = new Scheme("nntps", 563, Security.TLS);

  /** The rows of the scheme table. */
  public static final List<Scheme> SCHEMES = List.of(PLAIN, NEWS, TLS);

  static final Schemes TABLE = new Schemes(SCHEMES);

  private Nntp() {}
}
