package dev.inet.smtp;

import dev.inet.core.Scheme;
import dev.inet.core.Schemes;
import dev.inet.core.Security;
import java.util.List;

/** What the house knows of SMTP and LMTP: their rows of the scheme table. */
public final class Smtp {
  /** Submission on port 587, with STARTTLS wherever it is offered (RFC 6409). */
  public static final Scheme SMTP = new Scheme("smtp", 587, Security.STARTTLS_IF_OFFERED);

  /** Submission over TLS from the first byte (RFC 8314). */
  public static final Scheme SMTPS = new Scheme("smtps", 465, Security.TLS);

  /** Local delivery (RFC 2033). */
  public static final Scheme LMTP = new Scheme("lmtp", 24, Security.PLAIN);

  /** The port on which mail exchangers listen. */
  public static final int EXCHANGER_PORT = 25;

  /** The rows of the scheme table. */
  public static final List<Scheme> SCHEMES = List.of(SMTP, SMTPS, LMTP);

  static final Schemes TABLE = new Schemes(SCHEMES);

  private Smtp() {}
}
