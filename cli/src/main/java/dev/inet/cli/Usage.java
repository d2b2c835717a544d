package dev.inet.cli;

import dev.inet.cli.option.ConfigOptions;
import dev.inet.cli.option.ConnectionOptions;
import dev.inet.cli.option.CredentialOptions;
import dev.inet.cli.option.OutputOptions;
import dev.inet.cli.option.ProxyOptions;
import dev.inet.cli.option.ResultOptions;
import dev.inet.cli.option.TlsOptions;
import dev.inet.cli.option.TraceOptions;
import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The help of one command: its own options first, then the shared ones by subject. */
final class Usage {
  private static final int WIDTH = 100;
  private static final int COLUMN = 30;

  private final StringBuilder out = new StringBuilder();

  private Usage() {}

  static String of(CommandLine line) {
    var usage = new Usage();
    usage.write(line.getCommandSpec());
    return usage.out.toString();
  }

  private void write(CommandSpec command) {
    out.append("Usage: ").append(command.name()).append(" [options]");
    for (PositionalParamSpec operand : command.positionalParameters()) {
      String label = operand.paramLabel();
      boolean many = operand.arity().isVariable() && !label.contains("...");
      String shown = label + (many ? "..." : "");
      out.append(operand.arity().min() == 0 ? " [" + shown + "]" : " " + shown);
    }
    UsageMessageSpec message = command.usageMessage();
    out.append("\n\n").append(String.join("\n", message.description())).append("\n\n");
    for (PositionalParamSpec operand : command.positionalParameters()) {
      row(operand.paramLabel(), operand);
    }
    for (Map.Entry<String, List<OptionSpec>> section : sections(command).entrySet()) {
      out.append('\n').append(section.getKey()).append(":\n");
      section.getValue().forEach(option -> row(names(option), option));
    }
    for (String line : message.footer()) {
      out.append(line).append('\n');
    }
  }

  private static Map<String, List<OptionSpec>> sections(CommandSpec command) {
    var sections = new LinkedHashMap<String, List<OptionSpec>>();
    sections.put("Options", new ArrayList<>());
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        sections.computeIfAbsent(section(owner(option)), key -> new ArrayList<>()).add(option);
      }
    }
    if (Objects.requireNonNull(sections.get("Options")).isEmpty()) {
      sections.remove("Options");
    }
    return sections;
  }

  private static @Nullable Class<?> owner(OptionSpec option) {
    return option.userObject() instanceof Member member ? member.getDeclaringClass() : null;
  }

  private static String section(@Nullable Class<?> owner) {
    if (owner == OutputOptions.class
        || owner == ResultOptions.class
        || owner == TraceOptions.class) {
      return "Output";
    }
    if (owner == ConnectionOptions.class) {
      return "Connection";
    }
    if (owner == ProxyOptions.class) {
      return "Proxies";
    }
    if (owner == TlsOptions.class) {
      return "TLS";
    }
    if (owner == CredentialOptions.class) {
      return "Credentials";
    }
    return owner == ConfigOptions.class ? "Configuration" : "Options";
  }

  private static String names(OptionSpec option) {
    String names = String.join(", ", option.names());
    boolean shortest = option.names()[0].startsWith("--");
    return (shortest ? "    " : "")
        + names
        + (option.arity().max() == 0 ? "" : " " + option.paramLabel());
  }

  private void row(String left, ArgSpec argument) {
    out.append("  ").append(left);
    int at = left.length() + 2;
    if (at >= COLUMN) {
      out.append('\n');
      at = 0;
    }
    out.append(" ".repeat(COLUMN - at));
    at = COLUMN;
    String value = String.valueOf(argument.defaultValue());
    String text = String.join(" ", argument.description()).replace("${DEFAULT-VALUE}", value);
    for (String word : text.split(" ", -1)) {
      if (at + word.length() > WIDTH) {
        out.setLength(out.length() - 1);
        out.append('\n').append(" ".repeat(COLUMN));
        at = COLUMN;
      }
      out.append(word).append(' ');
      at += word.length() + 1;
    }
    out.setLength(out.length() - 1);
    out.append('\n');
  }
}
