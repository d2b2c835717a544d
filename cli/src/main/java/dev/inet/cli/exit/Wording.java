package dev.inet.cli.exit;

import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Says what the parser found wrong as the rest of the program would. */
final class Wording {
  private Wording() {}

  static String of(ParameterException e) {
    ArgSpec argument = e.getArgSpec();
    if (e instanceof MissingParameterException missing) {
      var labels = new StringBuilder();
      for (ArgSpec each : missing.getMissing()) {
        labels.append(labels.isEmpty() ? "" : ", ").append(name(each));
      }
      boolean value = argument instanceof OptionSpec && missing.getMissing().contains(argument);
      return value ? name(argument) + " needs a value" : "missing: " + labels;
    }
    if (e.getCause() instanceof TypeConversionException cause && argument != null) {
      return name(argument) + ": " + cause.getMessage();
    }
    String message = String.valueOf(e.getMessage());
    if (argument != null && e.getValue() != null) {
      boolean number = argument.type() == int.class || argument.type() == long.class;
      return name(argument) + ": '" + e.getValue() + (number ? "' is no number" : "' is not valid");
    }
    return message;
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }
}
