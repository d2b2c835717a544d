package dev.inet.cli.raw;

import dev.inet.cli.CommandGroup;
import dev.inet.cli.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** {@code inet raw}: sockets, no protocol. */
public final class RawCommand implements CommandGroup {
  /** Makes the group. */
  public RawCommand() {}

  @Override
  public List<String> verbs() {
    return List.of(
        "connect", "listen", "send", "recv", "check", "relay", "resolve", "hostname", "services");
  }

  @Override
  public @Nullable Callable<Integer> command(String verb, Surroundings around) {
    return switch (verb) {
      case "connect" -> new RawConnectCommand(around);
      case "listen" -> new RawListenCommand(around);
      case "send" -> new RawSendCommand(around);
      case "recv" -> new RawRecvCommand(around);
      case "check" -> new RawCheckCommand(around);
      case "relay" -> new RawRelayCommand(around);
      case "resolve" -> new RawResolveCommand(around);
      case "hostname" -> new RawHostnameCommand(around);
      case "services" -> new RawServicesCommand(around);
      default -> null;
    };
  }

  @Override
  public List<String> examples() {
    return List.of(
        "inet raw listen 12345 --greeting 'Thank you for connecting'",
        "inet raw connect localhost 12345",
        "inet raw connect --starttls smtp mail.example.org 25");
  }
}
