package dev.inet.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The help of one command. */
final class Usage {
  private Usage() {}

  static String of(CommandLine line) {
    line.getCommandSpec().usageMessage().sortOptions(false).width(100).adjustLineBreaksForWideCJKCharacters(true);
    return line.getUsageMessage(Ansi.OFF);
  }
}
