package dev.inet.cli.exit;

import java.util.Arrays;
import java.util.Set;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Says what the parser found wrong as the rest of the program would. */
final class Wording {
  private static final Set<Class<?>> WHOLE_NUMBERS =
      Set.of(int.class, long.class, Integer.class, Long.class);

  private Wording() {}

  static String of(ParameterException e) {
    ArgSpec argument = e.getArgSpec();
    if (e instanceof MissingParameterException missing) {
      var labels = new StringBuilder();
      boolean options = true;
      for (ArgSpec each : missing.getMissing()) {
        labels.append(labels.isEmpty() ? "" : ", ").append(name(each));
        options &= each instanceof OptionSpec;
      }
      // Of an option that is typed the parser misses the value, else the option itself.
      boolean leftOut = String.valueOf(e.getMessage()).startsWith("Missing required option");
      return options && !leftOut ? labels + " needs a value" : "missing: " + labels;
    }
    if (argument == null) {
      return String.valueOf(e.getMessage());
    }
    Class<?> type = argument.type();
    if (type.isEnum() && e.getValue() != null) {
      String known = Arrays.toString(type.getEnumConstants()).replaceAll("[\\[\\]]", "");
      return name(argument) + ": '" + e.getValue() + "' is none of " + known;
    }
    if (WHOLE_NUMBERS.contains(type)) {
      return name(argument) + ": '" + e.getValue() + "' is no number";
    }
    return e.getCause() instanceof TypeConversionException cause
        ? name(argument) + ": " + cause.getMessage()
        : String.valueOf(e.getMessage());
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }
}
