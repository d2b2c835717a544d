package dev.inet.cli.smtp;

import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.OptionText;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.Url;
import dev.inet.smtp.SmtpOptions;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to begin with a mail server. */
final class SessionOptions {
  @Option(
      names = "--ehlo",
      paramLabel = "NAME",
      description =
          "Name to greet with. Default: this host's if it is a whole domain, else [address].")
  private @Nullable String ehlo;

  /** Returns how to talk to a server. */
  SmtpOptions options(NetworkOptions network, Url url) throws InetException {
    return common(network).withSecurity(network.security(url));
  }

  /** Returns how to talk to any server. */
  SmtpOptions common(NetworkOptions network) throws InetException {
    String name = OptionText.onOneLine("--ehlo", ehlo);
    if (name != null
        && (name.isEmpty()
            || name.length() > 255
            || !name.chars().allMatch(c -> c > ' ' && c < 0x7f))) {
      throw new InetException(Failure.USAGE, "--ehlo: '" + name + "' is no name to greet with");
    }
    Duration read = network.timeouts().read();
    // Ten minutes after the last dot (RFC 5321 section 4.5.3.2.6), unless a bound was asked for.
    boolean usual = read.equals(Timeouts.DEFAULT.read());
    return SmtpOptions.DEFAULT
        .withEhlo(Optional.ofNullable(name))
        .withPatience(usual ? SmtpOptions.DEFAULT.patience() : read);
  }
}
