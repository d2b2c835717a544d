package dev.inet.cli.smtp;

import dev.inet.cli.option.OptionText;
import dev.inet.cli.reading.OptionalValue;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.MailAddress;
import dev.inet.smtp.DeliveryReports;
import dev.inet.smtp.DeliveryReports.What;
import dev.inet.smtp.DeliveryReports.When;
import dev.inet.smtp.Envelope;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Option;

/** Who sends a message to whom. */
final class EnvelopeOptions {
  private static final Set<String> OCCASIONS = Set.of("never", "success", "failure", "delay");

  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      description = "Who wrote it: 'ann@example.org' or 'Ann Example <ann@example.org>'.")
  @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "ADDRESS[,ADDRESS]",
      description = "Who gets it; repeatable.")
  List<String> to = new ArrayList<>();

  @Option(
      names = "--cc",
      paramLabel = "ADDRESS[,ADDRESS]",
      description = "Who gets a copy, for all to see; repeatable.")
  List<String> cc = new ArrayList<>();

  @Option(
      names = "--bcc",
      paramLabel = "ADDRESS[,ADDRESS]",
      description = "Who gets a copy and stands nowhere in the message; repeatable.")
  List<String> bcc = new ArrayList<>();

  @Option(
      names = "--envelope-from",
      paramLabel = "ADDRESS|<>",
      description = "Who gets what comes back (default: --from); <> for nobody.")
  @Nullable String envelopeFrom;

  @Option(
      names = "--dsn",
      paramLabel = "WHEN[,WHEN]",
      preprocessor = Alone.class,
      description =
          "Ask for delivery reports: never, or some of success, failure, delay (alone: all three).")
  private @Nullable String dsn;

  @Option(
      names = "--dsn-return",
      paramLabel = "full|hdrs",
      description = "How much of the message a report holds.")
  private @Nullable String dsnReturn;

  @Option(
      names = "--dsn-id",
      paramLabel = "ID",
      description = "What reports call the message (ENVID).")
  private @Nullable String dsnId;

  /** Lets {@code --dsn} stand alone: an optional value would swallow the next word. */
  static final class Alone extends OptionalValue {
    @Override
    public String unspoken(ArgSpec option) {
      return "success,failure,delay";
    }

    @Override
    protected boolean isValue(String word) {
      for (String one : word.toLowerCase(Locale.ROOT).split(",", -1)) {
        if (!OCCASIONS.contains(one)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Returns whether anybody is named to get the message. */
  boolean hasRecipients() {
    return !to.isEmpty() || !cc.isEmpty() || !bcc.isEmpty();
  }

  /** Returns who gets what comes back. */
  Optional<MailAddress> sender(Filling filled) throws InetException {
    String typed = envelopeFrom;
    if (typed != null) {
      return Envelope.sender(filled.text(typed));
    }
    if (from == null) {
      throw new InetException(Failure.USAGE, "--from names who sends it");
    }
    return author(filled);
  }

  /** Returns who wrote it, the first of several; where nobody is named, who sends it. */
  Optional<MailAddress> author(Filling filled) throws InetException {
    if (from == null) {
      return sender(filled);
    }
    List<MailAddress> authors = filled.addresses(List.of(from));
    if (authors.isEmpty()) {
      throw new InetException(Failure.USAGE, "--from names nobody");
    }
    return Optional.of(authors.get(0));
  }

  /** Returns the envelope. */
  Envelope envelope(Filling filled) throws InetException {
    if (!hasRecipients()) {
      throw new InetException(Failure.USAGE, "--to, --cc or --bcc names who gets it");
    }
    var recipients = new ArrayList<>(filled.addresses(to));
    recipients.addAll(filled.addresses(cc));
    recipients.addAll(filled.addresses(bcc));
    if (recipients.isEmpty()) {
      throw new InetException(Failure.USAGE, "nobody is named to get it");
    }
    return new Envelope(sender(filled), recipients, reports());
  }

  /** Returns the texts that may name fields. */
  List<String> templates() {
    var all = new ArrayList<String>(to);
    all.addAll(cc);
    all.addAll(bcc);
    for (String each : new @Nullable String[] {from, envelopeFrom}) {
      if (each != null) {
        all.add(each);
      }
    }
    return all;
  }

  /** Returns what is to be told about the delivery. */
  DeliveryReports reports() throws InetException {
    Set<When> when = EnumSet.noneOf(When.class);
    if (dsn != null) {
      for (String one : dsn.toUpperCase(Locale.ROOT).split(",", -1)) {
        when.add(constant("--dsn", one, When.class));
      }
    }
    Optional<What> what =
        dsnReturn == null
            ? Optional.empty()
            : Optional.of(constant("--dsn-return", dsnReturn.toUpperCase(Locale.ROOT), What.class));
    try {
      return new DeliveryReports(
          when, what, Optional.ofNullable(OptionText.onOneLine("--dsn-id", dsnId)));
    } catch (IllegalArgumentException e) {
      throw new InetException(Failure.USAGE, "--dsn: " + e.getMessage(), e);
    }
  }

  /** Returns the name of a constant as users type it. */
  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Finds a constant by its name. */
  static <E extends Enum<E>> E constant(String option, String typed, Class<E> type)
      throws InetException {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(typed)) {
        return constant;
      }
    }
    String known =
        EnumSet.allOf(type).stream()
            .map(each -> each.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    throw new InetException(
        Failure.USAGE, option + ": '" + typed.toLowerCase(Locale.ROOT) + "' is none of " + known);
  }
}
