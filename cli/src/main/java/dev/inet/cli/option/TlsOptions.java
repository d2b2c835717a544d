package dev.inet.cli.option;

import dev.inet.cli.Surroundings;
import dev.inet.cli.reading.OptionalValue;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.core.Security;
import dev.inet.core.Url;
import dev.inet.core.tls.TlsPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Option;

/** How safe the connection is to be, and whom to trust. */
public final class TlsOptions {
  private static final List<String> MODES = List.of("never", "try", "require", "implicit");

  private final boolean mayStandAlone;

  @Option(
      names = "--tls",
      paramLabel = "never|try|require|implicit",
      preprocessor = Alone.class,
      description = "How to use TLS (default: what the scheme says).")
  private @Nullable String mode;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description = "PEM file of the authorities to trust. Default: the operating system's.")
  private @Nullable String caFile;

  @Option(names = "--cert", paramLabel = "FILE", description = "PEM file with our certificate.")
  private @Nullable String certFile;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "PEM file with its key. Default: the file of --cert.")
  private @Nullable String keyFile;

  @Option(
      names = "--key-password-file",
      paramLabel = "FILE",
      description = "File whose first line is the password of an encrypted key.")
  private @Nullable String keyPasswordFile;

  @Option(
      names = {"-k", "--insecure"},
      description = "Accept any certificate and host name.")
  private boolean insecure;

  @Option(
      names = "--pin",
      paramLabel = "sha256//BASE64",
      description = "Accept this public key alone; repeatable.")
  private List<String> pins = new ArrayList<>();

  @Option(
      names = "--tls-min",
      paramLabel = "1.2|1.3",
      defaultValue = "1.2",
      description = "Lowest version (default: ${DEFAULT-VALUE}).")
  private String min = "1.2";

  @Option(
      names = "--tls-max",
      paramLabel = "1.2|1.3",
      defaultValue = "1.3",
      description = "Highest version (default: ${DEFAULT-VALUE}).")
  private String max = "1.3";

  @Option(
      names = "--ciphers",
      paramLabel = "NAME[:NAME]",
      description = "Cipher suites to offer, separated by colons or commas.")
  private @Nullable String ciphers;

  @Option(
      names = "--sni",
      paramLabel = "NAME",
      description = "Server name to send. Default: the host of the target.")
  private @Nullable String sni;

  @Option(
      names = "--alpn",
      paramLabel = "NAME[,NAME]",
      description = "Application protocols to offer.")
  private @Nullable String alpn;

  TlsOptions(boolean mayStandAlone) {
    this.mayStandAlone = mayStandAlone;
  }

  /** Lets {@code --tls} stand alone where its verb allows that. */
  static final class Alone extends OptionalValue {
    @Override
    public @Nullable String unspoken(ArgSpec option) {
      try {
        return option.scope().get() instanceof TlsOptions owner && owner.mayStandAlone
            ? "implicit"
            : null;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    protected boolean isValue(String word) {
      return MODES.contains(word);
    }
  }

  /** Returns what was asked for, or what the scheme says. */
  Security security(@Nullable Url url) throws InetException {
    if (mode == null) {
      return url == null ? Security.PLAIN : url.scheme().security();
    }
    Security asked =
        switch (mode) {
          case "never" -> Security.PLAIN;
          case "try" -> Security.STARTTLS_IF_OFFERED;
          case "require" -> Security.STARTTLS;
          case "implicit" -> Security.TLS;
          default ->
              throw new InetException(
                  Failure.USAGE, "--tls: '" + mode + "' is not never, try, require or implicit");
        };
    if (url != null && url.scheme().security() == Security.TLS) {
      if (asked == Security.PLAIN) {
        throw new InetException(
            Failure.USAGE, "--tls " + mode + " contradicts " + url.scheme().name() + "://");
      }
      // Whoever wants TLS at all has it from the first byte there.
      return Security.TLS;
    }
    return asked;
  }

  TlsPolicy policy(Surroundings around) throws InetException {
    if (keyFile != null && certFile == null) {
      throw new InetException(Failure.USAGE, "--key needs --cert");
    }
    version("--tls-min", min);
    version("--tls-max", max);
    if (min.compareTo(max) > 0) {
      throw new InetException(Failure.USAGE, "--tls-min " + min + " is above --tls-max " + max);
    }
    for (String pin : pins) {
      check(pin);
    }
    Secret keyPassword =
        keyPasswordFile == null
            ? null
            : Secrets.fromFile("--key-password-file", keyPasswordFile, around);
    return TlsPolicy.DEFAULT
        .withCaFile(path(caFile, around))
        .withCertificate(path(certFile, around), path(keyFile, around), keyPassword)
        .withInsecure(insecure)
        .withPins(pins)
        .withVersions(min, max)
        .withCiphers(list(ciphers, "[:,]"))
        .withSni(sni)
        .withAlpn(list(alpn, ","));
  }

  private static void version(String option, String typed) throws InetException {
    if (!typed.equals("1.2") && !typed.equals("1.3")) {
      throw new InetException(Failure.USAGE, option + ": '" + typed + "' is not 1.2 or 1.3");
    }
  }

  private static void check(String pin) throws InetException {
    String prefix = "sha256//";
    try {
      if (pin.startsWith(prefix)
          && Base64.getDecoder().decode(pin.substring(prefix.length())).length == 32) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new InetException(
        Failure.USAGE, "--pin: '" + pin + "' is not sha256// and 32 bytes in Base64");
  }

  private static @Nullable Path path(@Nullable String typed, Surroundings around) {
    return typed == null ? null : around.path(typed);
  }

  private static List<String> list(@Nullable String typed, String separator) {
    return typed == null ? List.of() : List.of(typed.split(separator));
  }
}
