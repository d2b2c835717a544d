package dev.inet.pop3;

import dev.inet.core.Scheme;
import dev.inet.core.Schemes;
import dev.inet.core.Security;
import java.util.List;

/** What the house knows of POP3: its rows of the scheme table. */
public final class Pop3 {
  /** Clear text on port 110 until STLS, which is used where it is offered. */
  public static final Scheme PLAIN = new Scheme("pop3", 110, Security.STARTTLS_IF_OFFERED);

  /** The same by the name of RFC 2384. */
  public static final Scheme POP = new Scheme("pop", 110, Security.STARTTLS_IF_OFFERED);

  /** TLS from the first byte on port 995. */
  public static final Scheme TLS = new Scheme("pop3s", 995, Security.TLS);

  /** The rows of the scheme table. */
  public static final List<Scheme> SCHEMES = List.of(PLAIN, POP, TLS);

  static final Schemes TABLE = new Schemes(SCHEMES);

  private Pop3() {}
}
