package dev.inet.cli.ftp;

import dev.inet.cli.CommandGroup;
import dev.inet.cli.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The verbs of FTP. */
public final class FtpCommand implements CommandGroup {
  /** Makes the group. */
  public FtpCommand() {}

  @Override
  public List<String> verbs() {
    return List.of(
        "get",
        "put",
        "cat",
        "ls",
        "rm",
        "mkdir",
        "rmdir",
        "mv",
        "chmod",
        "stat",
        "checksum",
        "quote",
        "mirror",
        "shell");
  }

  @Override
  public @Nullable Callable<Integer> command(String verb, Surroundings around) {
    return switch (verb) {
      case "get" -> new FtpGetCommand(around);
      case "put" -> new FtpPutCommand(around);
      case "cat" -> new FtpCatCommand(around);
      case "ls" -> new FtpLsCommand(around);
      case "rm" -> new FtpRmCommand(around);
      case "mkdir" -> new FtpMkdirCommand(around);
      case "rmdir" -> new FtpRmdirCommand(around);
      case "mv" -> new FtpMvCommand(around);
      case "chmod" -> new FtpChmodCommand(around);
      case "stat" -> new FtpStatCommand(around);
      case "checksum" -> new FtpChecksumCommand(around);
      case "quote" -> new FtpQuoteCommand(around);
      case "mirror" -> new FtpMirrorCommand(around);
      case "shell" -> new FtpShellCommand(around);
      default -> null;
    };
  }

  @Override
  public List<String> examples() {
    return List.of(
        "inet ftp ls ftp.example.org/pub/",
        "inet ftp get -C ftp://ftp.example.org/pub/image.iso",
        "inet ftp put report.pdf ftpes://ann@files.example.org/inbox/");
  }
}
