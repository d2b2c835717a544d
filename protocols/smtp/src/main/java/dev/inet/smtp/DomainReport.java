package dev.inet.smtp;

import dev.inet.core.InetException;
import dev.inet.core.tls.TlsInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What there is to know of a domain's mail.
 *
 * @param domain the domain in ASCII
 * @param takesMail whether it does; a null MX says no (RFC 7505)
 * @param hosts its mail exchangers in their order
 * @param spf who may send for it (RFC 7208)
 * @param dmarc what is to happen with mail that is not from it (RFC 7489)
 * @param dkim the keys of the selectors that were asked for (RFC 6376)
 * @param mtaSts whether senders have to use TLS (RFC 8461)
 * @param tlsRpt where reports about TLS go (RFC 8460)
 */
public record DomainReport(
    String domain,
    boolean takesMail,
    List<Host> hosts,
    Finding spf,
    Finding dmarc,
    List<Finding> dkim,
    MtaSts mtaSts,
    Finding tlsRpt) {

  /**
   * A text record and what is wrong with it.
   *
   * @param name where it was asked for
   * @param text what stands there; empty where there is nothing
   * @param problem what is wrong; empty for nothing
   */
  public record Finding(String name, Optional<String> text, Optional<String> problem) {
    /** Returns this with what is wrong with its text, where nothing is known to be wrong yet. */
    Finding checked(Function<String, Optional<String>> look) {
      return problem.isPresent() ? this : new Finding(name, text, text.flatMap(look));
    }
  }

  /**
   * The policy of MTA-STS.
   *
   * @param record the text record that announces it
   * @param policy its fields, in their order; empty where there is none
   * @param mx the patterns of hosts
   * @param problem what is wrong; empty for nothing
   */
  public record MtaSts(
      Optional<String> record,
      Map<String, String> policy,
      List<String> mx,
      Optional<String> problem) {}

  /**
   * What DANE says of a host (RFC 7672).
   *
   * @param records its records; empty where it has none
   * @param problem why they cannot be had; empty where they can. Without an answer nobody knows
   *     whether there are any: who relies on them must not deliver (section 2.1.1)
   */
  public record Dane(List<Tlsa> records, Optional<String> problem) {}

  /**
   * A record that ties a host's certificate to its name (DANE, RFC 7672).
   *
   * @param data the record
   * @param isValidated whether DNSSEC vouches for it; it is worth nothing otherwise
   * @param matches whether the host's certificate is that of the record; empty where there is none
   */
  public record Tlsa(String data, boolean isValidated, Optional<Boolean> matches) {}

  /**
   * A mail exchanger.
   *
   * @param exchanger its name and preference
   * @param address where it was reached
   * @param greeting its first words
   * @param extensions what it offers under TLS, or in clear where it has none
   * @param offersTls whether it offers STARTTLS
   * @param tls what the handshake came to
   * @param dane what ties its certificate to its name
   * @param failure why it could not be used, or not be trusted; empty where it can
   */
  public record Host(
      Exchanger exchanger,
      Optional<String> address,
      Optional<String> greeting,
      Extensions extensions,
      boolean offersTls,
      Optional<TlsInfo> tls,
      Dane dane,
      Optional<InetException> failure) {}
}
