package dev.inet.ftp;

import dev.inet.core.Scheme;
import dev.inet.core.Schemes;
import dev.inet.core.Security;
import java.util.List;

/** What the house knows of FTP: its rows of the scheme table. */
public final class Ftp {
  /** Port 21; TLS by {@code AUTH TLS} where the server offers it. */
  public static final Scheme PLAIN = new Scheme("ftp", 21, Security.STARTTLS_IF_OFFERED);

  /** TLS from the first byte, on port 990. */
  public static final Scheme IMPLICIT = new Scheme("ftps", 990, Security.TLS);

  /** Port 21; nothing goes on without {@code AUTH TLS} (RFC 4217). */
  public static final Scheme EXPLICIT = new Scheme("ftpes", 21, Security.STARTTLS);

  /** The rows of the scheme table. */
  public static final List<Scheme> SCHEMES = List.of(PLAIN, IMPLICIT, EXPLICIT);

  static final Schemes TABLE = new Schemes(SCHEMES);

  private Ftp() {}
}
