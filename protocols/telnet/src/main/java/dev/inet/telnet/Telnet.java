package dev.inet.telnet;

import dev.inet.core.Scheme;
import dev.inet.core.Schemes;
import dev.inet.core.Security;
import java.util.List;

/** What the house knows of Telnet: its rows of the scheme table. */
public final class Telnet {
  /** Clear text on port 23. */
  public static final Scheme PLAIN = new Scheme("telnet", 23, Security.PLAIN);

  /** TLS from the first byte, on port 992. */
  public static final Scheme TLS = new Scheme("telnets", 992, Security.TLS);

  /** The rows of the scheme table. */
  public static final List<Scheme> SCHEMES = List.of(PLAIN, TLS);

  static final Schemes TABLE = new Schemes(SCHEMES);

  private Telnet() {}
}
