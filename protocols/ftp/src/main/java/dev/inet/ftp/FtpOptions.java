package dev.inet.ftp;

import dev.inet.core.Credentials;
import dev.inet.core.Security;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to talk to a server.
 *
 * @param security how safe the connection is to be; {@code null} for what the scheme says
 * @param login who signs in; empty for anonymous
 * @param cleartext whether a password may go out without TLS to another machine
 * @param active whether the server connects to us for data; else we connect to it
 * @param activePorts the ports that we wait on then
 * @param believesPasv whether the address in a PASV reply is used; else the control connection's
 * @param charset the charset of names
 * @param announcesUtf8 whether {@code OPTS UTF8 ON} is sent unasked
 * @param clears whether the control connection goes on in clear after the sign-in ({@code CCC})
 * @param keepAlive how long a transfer lasts before the control connection is kept alive by {@code
 *     NOOP}, and between two of them; zero for never
 * @param hidden whether LIST is asked for names that begin with a dot as well ({@code -a}), which
 *     many servers leave out; MLSD tells all
 */
public record FtpOptions(
    @Nullable Security security,
    Optional<Credentials> login,
    boolean cleartext,
    boolean active,
    PortRange activePorts,
    boolean believesPasv,
    Charset charset,
    boolean announcesUtf8,
    boolean clears,
    Duration keepAlive,
    boolean hidden) {

  /** Anonymous, passive, UTF-8, the security of the scheme, kept alive every minute. */
  public static final FtpOptions DEFAULT =
      new FtpOptions(
          null,
          Optional.empty(),
          false,
          false,
          PortRange.ANY,
          false,
          StandardCharsets.UTF_8,
          false,
          false,
          Duration.ofSeconds(60),
          false);

  /**
   * Ports to wait on.
   *
   * @param from the first; 0 for any that is free
   * @param to the last
   */
  public record PortRange(int from, int to) {
    /** Any port that is free. */
    public static final PortRange ANY = new PortRange(0, 0);
  }

  /**
   * Returns these with another security.
   *
   * @param other how safe the connection is to be
   */
  public FtpOptions withSecurity(Security other) {
    return new FtpOptions(
        other,
        login,
        cleartext,
        active,
        activePorts,
        believesPasv,
        charset,
        announcesUtf8,
        clears,
        keepAlive,
        hidden);
  }

  /**
   * Returns these with a login.
   *
   * @param other who signs in; empty for anonymous
   * @param inClear whether the password may go out without TLS to another machine
   */
  public FtpOptions withLogin(Optional<Credentials> other, boolean inClear) {
    return new FtpOptions(
        security,
        other,
        inClear,
        active,
        activePorts,
        believesPasv,
        charset,
        announcesUtf8,
        clears,
        keepAlive,
        hidden);
  }

  /**
   * Returns these for data connections that the server makes.
   *
   * @param ports the ports that we wait on
   */
  public FtpOptions withActive(PortRange ports) {
    return new FtpOptions(
        security,
        login,
        cleartext,
        true,
        ports,
        believesPasv,
        charset,
        announcesUtf8,
        clears,
        keepAlive,
        hidden);
  }

  /**
   * Returns these with or without belief in the address of a PASV reply.
   *
   * @param believed whether it is used
   */
  public FtpOptions withPasvAddress(boolean believed) {
    return new FtpOptions(
        security,
        login,
        cleartext,
        active,
        activePorts,
        believed,
        charset,
        announcesUtf8,
        clears,
        keepAlive,
        hidden);
  }

  /**
   * Returns these with another charset of names.
   *
   * @param other the charset
   * @param announced whether {@code OPTS UTF8 ON} is sent unasked
   */
  public FtpOptions withCharset(Charset other, boolean announced) {
    return new FtpOptions(
        security,
        login,
        cleartext,
        active,
        activePorts,
        believesPasv,
        other,
        announced,
        clears,
        keepAlive,
        hidden);
  }

  /**
   * Returns these with or without a control connection in clear after the sign-in.
   *
   * @param clear whether {@code CCC} is sent
   */
  public FtpOptions withClearControl(boolean clear) {
    return new FtpOptions(
        security,
        login,
        cleartext,
        active,
        activePorts,
        believesPasv,
        charset,
        announcesUtf8,
        clear,
        keepAlive,
        hidden);
  }

  /**
   * Returns these with another time between signs of life during transfers.
   *
   * @param other the time; zero for never
   */
  public FtpOptions withKeepAlive(Duration other) {
    return new FtpOptions(
        security,
        login,
        cleartext,
        active,
        activePorts,
        believesPasv,
        charset,
        announcesUtf8,
        clears,
        other,
        hidden);
  }

  /**
   * Returns these with or without names that begin with a dot in LIST.
   *
   * @param all whether they are asked for
   */
  public FtpOptions withHidden(boolean all) {
    return new FtpOptions(
        security,
        login,
        cleartext,
        active,
        activePorts,
        believesPasv,
        charset,
        announcesUtf8,
        clears,
        keepAlive,
        all);
  }
}
