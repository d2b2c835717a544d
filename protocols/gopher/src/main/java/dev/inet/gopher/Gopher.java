package dev.inet.gopher;

import dev.inet.core.Scheme;
import dev.inet.core.Schemes;
import dev.inet.core.Security;
import java.util.List;

/** What the house knows of Gopher: its rows of the scheme table. */
public final class Gopher {
  /** Clear text on port 70. */
  public static final Scheme PLAIN = new Scheme("gopher", 70, Security.PLAIN);

  /** TLS from the first byte, by custom also on port 70. */
  public static final Scheme TLS = new Scheme("gophers", 70, Security.TLS);

  /** The rows of the scheme table. */
  public static final List<Scheme> SCHEMES = List.of(PLAIN, TLS);

  static final Schemes TABLE = new Schemes(SCHEMES);

  private Gopher() {}
}
