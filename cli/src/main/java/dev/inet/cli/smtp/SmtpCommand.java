package dev.inet.cli.smtp;

import dev.inet.cli.CommandGroup;
import dev.inet.cli.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The verbs of smtp. */
public final class SmtpCommand implements CommandGroup {
  /** Makes the group. */
  public SmtpCommand() {}

  @Override
  public List<String> verbs() {
    return List.of("send", "probe", "verify", "expand", "check");
  }

  @Override
  public @Nullable Callable<Integer> command(String verb, Surroundings around) {
    return switch (verb) {
      case "send" -> new SmtpSendCommand(around);
      case "probe" -> new SmtpProbeCommand(around);
      case "verify" -> new SmtpVerifyCommand(around);
      case "expand" -> new SmtpExpandCommand(around);
      case "check" -> new SmtpCheckCommand(around);
      default -> null;
    };
  }

  @Override
  public List<String> examples() {
    return List.of(
        "inet smtp send mail.example.org --from ann@example.org --to bob@example.org --body Hello",
        "inet smtp probe mail.example.org:25",
        "inet smtp check example.org");
  }
}
