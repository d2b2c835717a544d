package dev.inet.http;

import dev.inet.core.Scheme;
import dev.inet.core.Schemes;
import dev.inet.core.Security;
import java.util.List;

/** What the house knows of HTTP: its rows of the scheme table. */
public final class Http {
  /** Clear text on port 80. */
  public static final Scheme PLAIN = new Scheme("http", 80, Security.PLAIN);

  /** TLS on port 443. */
  public static final Scheme TLS = new Scheme("https", 443, Security.TLS);

  /** A WebSocket in clear text (RFC 6455). */
  public static final Scheme WS = new Scheme("ws", 80, Security.PLAIN);

  /** A WebSocket under TLS (RFC 6455). */
  public static final Scheme WSS = new Scheme("wss", 443, Security.TLS);

  /** The rows of the scheme table. */
  public static final List<Scheme> SCHEMES = List.of(PLAIN, TLS, WS, WSS);

  static final Schemes TABLE = new Schemes(SCHEMES);

  private Http() {}
}
