package dev.inet.smtp;

import dev.inet.smtp.DomainReport.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks at what a domain wants done with mail that is not from it (RFC 7489 section 6.3). */
final class DmarcRecord {
  private static final List<String> POLICIES = List.of("none", "quarantine", "reject");

  private DmarcRecord() {}

  static boolean isOne(String record) {
    return new TagList(record).isOf("DMARC1");
  }

  static Finding check(Finding found) {
    return found.checked(record -> problem(new TagList(record)));
  }

  /** Receivers do nothing by a record without a policy that they know (section 6.6.3). */
  private static Optional<String> problem(TagList tags) {
    if (!isPolicy(tags.get("p").orElse(""))) {
      return Optional.of("p is neither none, quarantine nor reject");
    }
    return tags.get("sp").filter(policy -> !isPolicy(policy)).isPresent()
        ? Optional.of("sp is neither none, quarantine nor reject")
        : Optional.empty();
  }

  private static boolean isPolicy(String word) {
    return POLICIES.contains(word.toLowerCase(Locale.ROOT));
  }
}
