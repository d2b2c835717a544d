package dev.inet.cli.ftp;

import dev.inet.cli.output.Result;
import dev.inet.ftp.FtpFile;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries of a folder as names, as a long list, or as JSON lines. */
final class Entries {
  private Entries() {}

  static void json(FtpFile file, String name, Result to) throws IOException {
    to.json(
        "name", name,
        "type", file.kind().word(),
        "size", file.size() < 0 ? null : file.size(),
        "modified", file.modified(),
        "precision",
            file.precision() == FtpFile.Precision.NONE
                ? null
                : file.precision().name().toLowerCase(java.util.Locale.ROOT),
        "permissions", file.permissions(),
        "owner", file.owner(),
        "group", file.group(),
        "target", file.target(),
        "unique", file.unique());
  }

  /** Prints lines with permissions, owner, size, time and name. */
  static void table(List<FtpFile> files, List<String> names, Result to) throws IOException {
    int[] widths = new int[4];
    for (FtpFile file : files) {
      String[] cells = cells(file);
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Math.min(40, cells[i].length()));
      }
    }
    for (int i = 0; i < files.size(); i++) {
      FtpFile file = files.get(i);
      String[] cells = cells(file);
      var line = new StringBuilder();
      for (int c = 0; c < widths.length; c++) {
        String pad = " ".repeat(Math.max(0, widths[c] - cells[c].length()));
        if (widths[c] > 0) {
          line.append(c == 2 ? pad + cells[c] : cells[c] + pad).append("  ");
        }
      }
      String target = file.target() == null ? "" : " -> " + file.target();
      to.line(line.append(names.get(i)).append(target).toString());
    }
  }

  private static String[] cells(FtpFile file) {
    char kind =
        switch (file.kind()) {
          case FILE -> '-';
          case FOLDER -> 'd';
          case LINK -> 'l';
          case OTHER -> '?';
        };
    String owner = file.owner() == null ? "" : file.owner();
    String group = file.group() == null ? "" : " " + file.group();
    return new String[] {
      kind + (file.permissions() == null ? "" : file.permissions()),
      owner + group,
      file.size() < 0 ? "-" : Long.toString(file.size()),
      time(file.modified(), file.precision())
    };
  }

  private static String time(@Nullable Instant time, FtpFile.Precision precision) {
    if (time == null) {
      return "-";
    }
    String text = time.truncatedTo(ChronoUnit.SECONDS).toString();
    return switch (precision) {
      case DAY -> text.substring(0, 10);
      case MINUTE -> text.substring(0, 16).replace('T', ' ');
      case SECOND, NONE -> text.substring(0, 19).replace('T', ' ');
    };
  }
}
