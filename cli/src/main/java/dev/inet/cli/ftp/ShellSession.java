package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.line.Reply;
import dev.inet.ftp.Checksum;
import dev.inet.ftp.FtpClient;
import dev.inet.ftp.FtpFile;
import dev.inet.ftp.Glob;
import dev.inet.ftp.RemotePath;
import dev.inet.ftp.Upload;
import dev.inet.ftp.Walk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** One session of {@code ftp shell}: what its commands do. */
final class ShellSession {
  /** The commands, with what they take. */
  static final Map<String, String> COMMANDS = commands();

  /** What the same is called in other programs. */
  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("nlist", "ls"),
          Map.entry("recv", "get"),
          Map.entry("send", "put"),
          Map.entry("more", "cat"),
          Map.entry("delete", "rm"),
          Map.entry("mdelete", "rm"),
          Map.entry("mrm", "rm"),
          Map.entry("rename", "mv"),
          Map.entry("literal", "quote"),
          Map.entry("bin", "binary"),
          Map.entry("image", "binary"),
          Map.entry("bye", "quit"),
          Map.entry("exit", "quit"),
          Map.entry("close", "quit"),
          Map.entry("disconnect", "quit"),
          Map.entry("?", "help"));

  private static final Set<String> OF_LOCAL_FILES = Set.of("put", "reput", "append", "mput");

  private final ShellPlaces places;
  private final ShellTransfers transfers;
  private final Result to;
  private final List<String> typed = new ArrayList<>();
  private Supplier<List<String>> history = () -> typed;

  ShellSession(
      ServerOptions servers, String url, RemotePath folder, Surroundings around, Result to) {
    this.places = new ShellPlaces(servers, url, folder, around);
    this.transfers = new ShellTransfers(servers, around, places, to);
    this.to = to;
  }

  private static Map<String, String> commands() {
    var commands = new LinkedHashMap<String, String>();
    commands.put("ls", "[-l] [-a] [PATH...]");
    commands.put("dir", "[PATH...]");
    commands.put("cd", "[PATH]");
    commands.put("cdup", "");
    commands.put("pwd", "");
    commands.put("get", "[-c] PATH [LOCAL]");
    commands.put("reget", "PATH [LOCAL]");
    commands.put("mget", "[-c] PATTERN...");
    commands.put("put", "[-c] LOCAL [PATH]");
    commands.put("reput", "LOCAL [PATH]");
    commands.put("append", "LOCAL [PATH]");
    commands.put("mput", "[-c] PATTERN...");
    commands.put("mirror", "[-R] [-e] [-n] [SRC [DST]]");
    commands.put("cat", "PATH...");
    commands.put("rm", "[-r] [-f] PATH...");
    commands.put("mkdir", "[-p] PATH...");
    commands.put("rmdir", "PATH...");
    commands.put("mv", "PATH TO");
    commands.put("chmod", "MODE PATH...");
    commands.put("size", "PATH...");
    commands.put("modtime", "PATH...");
    commands.put("checksum", "PATH...");
    commands.put("ascii", "");
    commands.put("binary", "");
    commands.put("site", "WORDS");
    commands.put("quote", "COMMAND");
    commands.put("lcd", "[FOLDER]");
    commands.put("lls", "[FOLDER]");
    commands.put("lpwd", "");
    commands.put("history", "");
    commands.put("help", "");
    commands.put("quit", "");
    return commands;
  }

  private static String letters(String verb) {
    return switch (ALIASES.getOrDefault(verb, verb)) {
      case "ls", "dir", "lls" -> "la1";
      case "get", "mget", "put", "mput" -> "c";
      case "rm" -> "rf";
      case "mkdir" -> "p";
      case "mirror" -> "Ren";
      default -> "";
    };
  }

  /** Signs in, and goes where the URL says. */
  void begin() throws IOException {
    RemotePath folder = places.folder();
    places.client();
    places.cd(folder);
  }

  String prompt() throws InetException {
    RemotePath folder = places.folder();
    return folder.octets().isEmpty() ? "~" : places.shown(folder);
  }

  /** Sets where the lines come from that {@code history} prints. */
  void history(Supplier<List<String>> lines) {
    history = lines;
  }

  /** Ends what a thread is at, from any other: a transfer, a wait for the server. */
  void interrupt(Thread worker) {
    places.interrupt(worker);
  }

  void flush() throws IOException {
    to.flush();
  }

  /** Does what a line says; false where it ends the session. */
  boolean run(String text) throws IOException {
    if (!text.isBlank()) {
      typed.add(text);
    }
    // What follows goes to the server as it is, whatever it looks like.
    String verb = verb(text);
    boolean raw = verb.equals("quote") || verb.equals("site");
    ShellLine line =
        raw ? ShellLine.of(verb, word -> "") : ShellLine.of(text, ShellSession::letters);
    if (line.verb().isEmpty()) {
      return true;
    }
    if (verb.equals("quit")) {
      return false;
    }
    String usage = COMMANDS.get(verb);
    if (usage == null) {
      throw new InetException(Failure.USAGE, "unknown command '" + line.verb() + "'")
          .hint("help lists them");
    }
    if (raw) {
      quote((verb.equals("site") ? "SITE " : "") + behind(text));
    } else {
      need(line.words(), verb, usage);
      run(verb, line);
    }
    to.flush();
    return true;
  }

  private static String verb(String text) {
    String stripped = text.strip();
    int end = 0;
    while (end < stripped.length() && !Character.isWhitespace(stripped.charAt(end))) {
      end++;
    }
    String word = stripped.substring(0, end).toLowerCase(Locale.ROOT);
    return ALIASES.getOrDefault(word, word);
  }

  private static String behind(String text) {
    String stripped = text.strip();
    int end = 0;
    while (end < stripped.length() && !Character.isWhitespace(stripped.charAt(end))) {
      end++;
    }
    return stripped.substring(end).strip();
  }

  /** Compares with the usage: what stands there without brackets is needed. */
  private static void need(List<String> words, String verb, String usage) throws InetException {
    int least = 0;
    int most = 0;
    boolean optional = false;
    for (String word : usage.split(" ")) {
      optional |= word.startsWith("[") && !word.startsWith("[-");
      boolean operand = !word.isEmpty() && !word.startsWith("[-");
      least += operand && !optional ? 1 : 0;
      most += operand ? 1 : 0;
    }
    boolean many = usage.contains("...");
    if (words.size() < least || !many && words.size() > most) {
      throw new InetException(Failure.USAGE, (verb + " " + usage).strip());
    }
  }

  private void run(String verb, ShellLine line) throws IOException {
    List<String> words = line.words();
    switch (verb) {
      case "ls", "dir" -> list(line, verb.equals("dir") || line.has('l'));
      case "cd" -> places.cd(words.isEmpty() ? RemotePath.HOME : places.path(words.get(0)));
      case "cdup" -> places.cd(places.path(".."));
      case "pwd" -> to.line(prompt());
      case "get" -> transfers.get(line);
      case "reget" -> transfers.get(going(line));
      case "mget" -> transfers.getAll(line);
      case "put" -> transfers.put(line, Upload.Way.STORE);
      case "reput" -> transfers.put(going(line), Upload.Way.STORE);
      case "append" -> transfers.put(line, Upload.Way.APPEND);
      case "mput" -> transfers.putAll(line);
      case "mirror" -> transfers.mirror(line);
      case "cat" -> transfers.each(words, transfers::print);
      case "checksum" -> transfers.each(words, this::checksum);
      case "size" -> transfers.each(words, path -> tell(path, false));
      case "modtime" -> transfers.each(words, path -> tell(path, true));
      case "ascii", "binary" -> transfers.text(verb.equals("ascii"));
      case "lcd" -> places.lcd(places.local(words.isEmpty() ? "~" : words.get(0)));
      case "lls" -> lls(words.isEmpty() ? places.here() : places.local(words.get(0)));
      case "lpwd" -> to.line(places.here().toAbsolutePath().normalize().toString());
      case "history" -> lines(history.get());
      case "help" -> help();
      default -> {
        try {
          change(verb, line);
        } finally {
          places.forget();
        }
      }
    }
  }

  private static ShellLine going(ShellLine line) {
    return new ShellLine(line.verb(), "c", line.words());
  }

  private void change(String verb, ShellLine line) throws IOException {
    List<String> words = line.words();
    switch (verb) {
      case "rm" -> transfers.each(words, path -> remove(path, line));
      case "mkdir" -> {
        for (String word : words) {
          RemotePath path = places.path(word);
          if (line.has('p')) {
            places.client().makeFolders(path);
          } else {
            places.client().makeFolder(path);
          }
        }
      }
      case "rmdir" -> {
        for (String word : words) {
          places.client().removeFolder(places.path(word));
        }
      }
      case "mv" -> move(places.path(words.get(0)), words.get(1));
      case "chmod" -> {
        if (!words.get(0).matches("[0-7]{3,4}")) {
          throw new InetException(Failure.USAGE, "MODE is three or four octal digits");
        }
        transfers.each(
            words.subList(1, words.size()), path -> places.client().chmod(words.get(0), path));
      }
      default -> throw new IllegalStateException(verb);
    }
  }

  private void remove(RemotePath path, ShellLine line) throws IOException {
    FtpClient client = places.client();
    try {
      if (line.has('r') && client.stat(path).isFolder()) {
        new Walk(client).delete(path.withoutSlash());
      } else {
        client.delete(path);
      }
    } catch (InetException e) {
      if (!line.has('f') || e.failure() != Failure.NOT_FOUND) {
        throw e;
      }
    }
  }

  private void move(RemotePath from, String word) throws IOException {
    RemotePath target = places.path(word);
    boolean into = word.endsWith("/") || target.octets().isEmpty();
    places.client().rename(from, into ? target.resolve(from.withoutSlash().name()) : target);
  }

  private void help() throws IOException {
    for (Map.Entry<String, String> command : COMMANDS.entrySet()) {
      to.line((command.getKey() + " " + command.getValue()).strip());
    }
  }

  private void lines(List<String> lines) throws IOException {
    for (String line : lines) {
      to.line(line);
    }
  }

  private void list(ShellLine line, boolean full) throws IOException {
    FtpClient client = places.client();
    client.hidden(line.has('a') || places.isAllShown());
    try {
      if (line.words().isEmpty()) {
        list(places.folder(), full);
      }
      for (String word : line.words()) {
        if (Glob.isPattern(word)) {
          String start = word.substring(0, word.lastIndexOf('/') + 1);
          print(places.matching(word), start, full);
        } else {
          list(places.path(word), full);
        }
      }
    } finally {
      client.hidden(places.isAllShown());
    }
  }

  private void list(RemotePath path, boolean full) throws IOException {
    FtpClient client = places.client();
    List<FtpFile> files = full ? client.listExactly(path) : client.list(path);
    places.note(path, files);
    print(files, "", full);
  }

  private void print(List<FtpFile> files, String start, boolean full) throws IOException {
    var names = new ArrayList<String>();
    for (FtpFile file : files) {
      names.add(start + file.name());
    }
    if (full) {
      Entries.table(files, names, to);
    } else {
      lines(names);
    }
  }

  private void checksum(RemotePath path) throws IOException {
    Checksum sum = places.client().checksum(path, null);
    to.line(sum.hex() + "  " + places.shown(path) + " (" + sum.algorithm().word() + ")");
  }

  private void tell(RemotePath path, boolean time) throws IOException {
    FtpFile file = places.client().stat(path);
    Object told = time ? file.modified() : file.size() < 0 ? null : (Long) file.size();
    to.line((told == null ? "-" : told) + "  " + places.shown(path));
  }

  private void quote(String command) throws IOException {
    if (command.isBlank() || command.equals("SITE ")) {
      throw new InetException(Failure.USAGE, "the command is missing");
    }
    Reply last = places.client().raw(command, this::print);
    places.forget();
    if (last.isTransient() || last.isPermanent()) {
      throw new InetException(Failure.REFUSED, last.toString()).said(last.toString());
    }
  }

  private void print(Reply reply) {
    try {
      for (String line : reply.lines()) {
        to.line(reply.code() + " " + line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void lls(Path folder) throws IOException {
    var names = new ArrayList<String>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
      }
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_READ, "cannot read the folder '" + folder + "'", e);
    }
    names.sort(null);
    lines(names);
  }

  /**
   * Returns what a word may become.
   *
   * @param line the words of the line, the command first
   * @param at which of them; 0 for the command
   */
  List<String> completions(List<String> line, int at) {
    if (at == 0) {
      return List.copyOf(COMMANDS.keySet());
    }
    String word = at < line.size() ? line.get(at) : "";
    String verb = verb(line.get(0));
    if (verb.equals("lcd") || verb.equals("lls")) {
      return places.localCompletions(word, true);
    }
    // What is first copied is first named.
    int operand = 0;
    for (int i = 1; i < at; i++) {
      operand += line.get(i).startsWith("-") ? 0 : 1;
    }
    boolean up = verb.equals("mirror") && line.contains("-R");
    boolean here =
        switch (verb) {
          case "get", "reget" -> operand == 1;
          case "mirror" -> operand == (up ? 0 : 1);
          case "mput" -> true;
          default -> OF_LOCAL_FILES.contains(verb) && operand == 0;
        };
    return here ? places.localCompletions(word, false) : places.completions(word);
  }
}
