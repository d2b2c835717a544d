package dev.inet.core.tls;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names of cipher suites, as IANA and as OpenSSL write them. */
final class Ciphers {
  private Ciphers() {}

  /**
   * Translates names to those of Java.
   *
   * @param names IANA or OpenSSL names; one entry may hold several with {@code :} or {@code ,}
   *     between them
   * @param supported what this Java has
   * @throws InetException as {@link Failure#USAGE} for a name that it does not have
   */
  static String[] suites(List<String> names, String[] supported) throws InetException {
    List<String> suites = new ArrayList<>();
    for (String entry : names) {
      for (String name : entry.split("[:,]")) {
        suites.add(suite(name.strip(), supported));
      }
    }
    return suites.toArray(new String[0]);
  }

  private static String suite(String name, String[] supported) throws InetException {
    for (String suite : supported) {
      if (suite.equalsIgnoreCase(name) || openssl(suite).equalsIgnoreCase(name)) {
        return suite;
      }
    }
    throw new InetException(Failure.USAGE, "unknown cipher '" + Words.printable(name) + "'")
        .hint("name cipher suites as IANA or OpenSSL do, such as ECDHE-RSA-AES128-GCM-SHA256");
  }

  /** Returns whether a suite belongs to TLS 1.3, whose names tell no key exchange. */
  static boolean isFor13(String suite) {
    return !suite.contains("_WITH_");
  }

  /** Returns OpenSSL's name: {@code TLS_RSA_WITH_AES_128_CBC_SHA} is {@code AES128-SHA} there. */
  static String openssl(String suite) {
    int with = suite.indexOf("_WITH_");
    if (with < 0) {
      return suite;
    }
    String exchange = suite.substring(suite.indexOf('_') + 1, with);
    String cipher =
        suite
            .substring(with + 6)
            .replace("3DES_EDE_CBC", "DES-CBC3")
            .replace("AES_128", "AES128")
            .replace("AES_256", "AES256")
            .replace("_CBC", "")
            .replace("POLY1305_SHA256", "POLY1305");
    String prefix =
        switch (exchange) {
          case "RSA" -> "";
          case "DH_anon" -> "ADH-";
          case "ECDH_anon" -> "AECDH-";
          default -> exchange + "-";
        };
    return (prefix + cipher).replace('_', '-').toUpperCase(Locale.ROOT);
  }
}
