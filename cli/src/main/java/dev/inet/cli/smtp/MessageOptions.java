package dev.inet.cli.smtp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.Reasons;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.DkimKey;
import dev.inet.mail.DkimSigner;
import dev.inet.mail.Draft;
import dev.inet.mail.MailAddress;
import dev.inet.mail.MessageFacts;
import dev.inet.mail.MessageSource;
import dev.inet.mail.ReadyMessage;
import dev.inet.mail.Spool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The message that is sent: composed, or ready; signed, where that is asked for. */
final class MessageOptions {
  private final Surroundings around;
  @Mixin private final ContentOptions content;

  @Option(
      names = "--message",
      paramLabel = "FILE.eml|-",
      description = "Send this message byte for byte; bare CR and LF become CR LF.")
  private @Nullable String message;

  @Option(
      names = "--strict",
      description =
          "Refuse a message with bare CR or LF, NUL or too long lines, and what the server does "
              + "not announce to take.")
  private boolean strict;

  @Option(
      names = "--dkim-key",
      paramLabel = "FILE",
      description = "Sign with this private key (PEM; RSA or Ed25519).")
  private @Nullable String dkimKey;

  @Option(
      names = "--dkim-domain",
      paramLabel = "DOMAIN",
      description = "Domain that signs (default: that of --from).")
  private @Nullable String dkimDomain;

  @Option(
      names = "--dkim-selector",
      paramLabel = "SELECTOR",
      description = "Where the public key stands: SELECTOR._domainkey.DOMAIN.")
  private @Nullable String dkimSelector;

  MessageOptions(Surroundings around) {
    this.around = around;
    this.content = new ContentOptions(around);
  }

  boolean isStrict() {
    return strict;
  }

  /** Returns whether the message is a ready one. */
  boolean isReady() {
    return message != null;
  }

  /** Returns who signs; {@code null} for nobody. */
  @Nullable DkimSigner signer(EnvelopeOptions envelope) throws InetException {
    String file = dkimKey;
    String selector = dkimSelector;
    if (file == null) {
      if (dkimDomain != null || selector != null) {
        throw new InetException(Failure.USAGE, "--dkim-domain and --dkim-selector need --dkim-key");
      }
      return null;
    }
    if (selector == null) {
      throw new InetException(Failure.USAGE, "--dkim-key needs --dkim-selector");
    }
    String domain = dkimDomain;
    if (domain == null) {
      // The author's, which DMARC asks for; of many messages each may have its own author, but a
      // key is one domain's.
      domain = isPlain(envelope) ? author(envelope) : "";
    }
    try {
      String pem = Files.readString(around.path(file), StandardCharsets.ISO_8859_1);
      return new DkimSigner(DkimKey.parse(pem), domain, selector);
    } catch (InetException e) {
      throw new InetException(e.failure(), "--dkim-key: " + e.getMessage(), e);
    } catch (IOException | InvalidPathException e) {
      // An unreadable key is a setting that cannot work, as with --key.
      throw new InetException(
          Failure.USAGE, "--dkim-key: cannot read '" + file + "': " + Reasons.of(e), e);
    }
  }

  private static boolean isPlain(EnvelopeOptions envelope) {
    String author = envelope.from == null ? envelope.envelopeFrom : envelope.from;
    return author != null && !author.contains("{{");
  }

  private static String author(EnvelopeOptions envelope) throws InetException {
    return envelope.author(Filling.NONE).map(MailAddress::domain).orElse("");
  }

  /** Returns the texts that may name fields. */
  List<String> templates() throws InetException {
    return content.templates();
  }

  /** Returns the one message of the options, signed. */
  ReadyMessage ready(EnvelopeOptions envelope) throws IOException {
    DkimSigner signer = signer(envelope);
    ReadyMessage ready = message == null ? composed(envelope, Filling.NONE) : given(message);
    try {
      return signer == null ? ready : ready.signed(signer, Instant.now());
    } catch (IOException | RuntimeException e) {
      ready.close();
      throw e;
    }
  }

  /** Composes a message. */
  ReadyMessage composed(EnvelopeOptions envelope, Filling filled) throws IOException {
    Draft draft = content.draft(envelope, filled);
    try {
      return ReadyMessage.of(draft);
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(
          Failure.LOCAL_READ, "cannot compose the message: " + Reasons.of(e), e);
    }
  }

  private ReadyMessage given(String typed) throws IOException {
    if (content.isGiven()) {
      throw new InetException(
          Failure.USAGE, "--message is sent as it is: no other option adds to it");
    }
    MessageSource source = typed.equals("-") ? kept(around.input(), "standard input") : file(typed);
    try {
      ReadyMessage ready = ReadyMessage.of(source);
      if (strict) {
        check(ready.facts());
      }
      return ready;
    } catch (IOException e) {
      if (source instanceof Spool own) {
        own.close();
      }
      throw e instanceof InetException
          ? e
          : new InetException(
              Failure.LOCAL_READ, "cannot read '" + typed + "': " + Reasons.of(e), e);
    }
  }

  /** Keeps what can be read once, since a message is read more than once. */
  private static MessageSource kept(InputStream in, String name) throws IOException {
    var spool = new Spool();
    try {
      in.transferTo(spool);
      return spool;
    } catch (InetException e) {
      spool.close();
      throw e;
    } catch (IOException e) {
      spool.close();
      throw new InetException(Failure.LOCAL_READ, "cannot read " + name + ": " + Reasons.of(e), e);
    }
  }

  private MessageSource file(String typed) throws IOException {
    Path path;
    try {
      path = around.path(typed);
    } catch (InvalidPathException e) {
      throw new InetException(Failure.LOCAL_READ, "cannot read '" + typed + "'", e);
    }
    if (Files.isDirectory(path)) {
      throw new InetException(Failure.LOCAL_READ, "cannot read '" + typed + "': it is a folder");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      try (InputStream in = Files.newInputStream(path)) {
        return kept(in, "'" + typed + "'");
      } catch (InetException e) {
        throw e;
      } catch (IOException e) {
        throw new InetException(
            Failure.LOCAL_READ, "cannot read '" + typed + "': " + Reasons.of(e), e);
      }
    }
    return MessageSource.of(path);
  }

  private static void check(MessageFacts facts) throws InetException {
    if (facts.bareLineEnds() > 0) {
      throw new InetException(
          Failure.USAGE, "the message holds " + facts.bareLineEnds() + " bare CR or LF (--strict)");
    }
    if (facts.hasNul()) {
      throw new InetException(Failure.USAGE, "the message holds NUL (--strict)");
    }
    if (facts.longestLine() > 998) {
      throw new InetException(
          Failure.USAGE,
          "the message holds a line of " + facts.longestLine() + " bytes (--strict)");
    }
  }
}
