package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.proxy.Proxy;
import java.util.Locale;
import okhttp3.Response;

/** Answers that come by a proxy which was handed the request, and may be its own. */
final class ForwardWire {
  private ForwardWire() {}

  /**
   * Refuses an answer that no server gave.
   *
   * @param response what came
   * @param forward the proxy
   * @throws InetException as {@link Failure#PROXY_FAILED}
   */
  static void check(Response response, Proxy forward) throws InetException {
    String said = response.code() + " " + response.message();
    if (response.code() == 407) {
      String how =
          forward.login().isPresent() ? " refused the user name or password" : " wants a sign-in";
      throw new InetException(Failure.PROXY_FAILED, "the proxy " + forward + how).said(said);
    }
    if (isOfProxy(response)) {
      throw new InetException(Failure.PROXY_FAILED, "the proxy " + forward + " failed: " + said)
          .said(said);
    }
  }

  /**
   * Returns whether a proxy that was handed a request failed it, and no server answered. Nothing in
   * HTTP marks that for certain but Proxy-Status (RFC 9209); a proxy has to name itself in Via in
   * what it forwards, though (RFC 9110, section 7.6.3), and pages of its own carry its own name.
   */
  private static boolean isOfProxy(Response response) {
    if (response.code() < 400) {
      return false;
    }
    String status = response.header("Proxy-Status");
    if (status != null && status.contains("error=") || response.header("X-Squid-Error") != null) {
      return true;
    }
    String server = String.valueOf(response.header("Server")).toLowerCase(Locale.ROOT);
    boolean gateway = response.code() == 502 || response.code() == 504;
    boolean ownPage = server.startsWith("tinyproxy") || server.startsWith("squid");
    return response.header("Via") == null && (gateway || ownPage);
  }
}
