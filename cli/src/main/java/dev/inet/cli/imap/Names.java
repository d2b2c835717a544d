package dev.inet.cli.imap;

import dev.inet.cli.option.OptionText;
import dev.inet.core.Failure;
import dev.inet.core.InetException;

/** Names of mailboxes that are typed as words. */
final class Names {
  private Names() {}

  static String onOneLine(String label, String name) throws InetException {
    OptionText.onOneLine(label, name);
    if (name.isEmpty()) {
      throw new InetException(Failure.USAGE, label + " is empty");
    }
    return name;
  }
}
