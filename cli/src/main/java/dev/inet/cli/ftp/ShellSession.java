package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Destination;
import dev.inet.cli.output.FileNames;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.line.Reply;
import dev.inet.ftp.Checksum;
import dev.inet.ftp.Download;
import dev.inet.ftp.FtpClient;
import dev.inet.ftp.FtpFile;
import dev.inet.ftp.Glob;
import dev.inet.ftp.Meter;
import dev.inet.ftp.RemotePath;
import dev.inet.ftp.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One session of {@code ftp shell}: where it is, there and here, and what its commands do. */
final class ShellSession {
  /** The commands, with what they take. */
  static final Map<String, String> COMMANDS = commands();

  private static final int MOST_CACHED = 50;

  private final ServerOptions servers;
  private final String url;
  private final Surroundings around;
  private final Result to;
  private final Map<String, List<String>> seen = new LinkedHashMap<>();
  private RemotePath folder;
  private Path here;

  ShellSession(
      ServerOptions servers, String url, RemotePath folder, Surroundings around, Result to) {
    this.servers = servers;
    this.url = url;
    this.folder = folder.withoutSlash();
    this.around = around;
    this.to = to;
    this.here = around.directory();
  }

  private static Map<String, String> commands() {
    var commands = new LinkedHashMap<String, String>();
    commands.put("ls", "[-l] [PATH]");
    commands.put("cd", "[PATH]");
    commands.put("pwd", "");
    commands.put("get", "PATH [LOCAL]");
    commands.put("mget", "PATTERN...");
    commands.put("put", "LOCAL [PATH]");
    commands.put("mput", "PATTERN...");
    commands.put("cat", "PATH...");
    commands.put("rm", "PATH...");
    commands.put("mkdir", "PATH...");
    commands.put("rmdir", "PATH...");
    commands.put("mv", "PATH TO");
    commands.put("chmod", "MODE PATH...");
    commands.put("checksum", "PATH");
    commands.put("quote", "COMMAND");
    commands.put("lcd", "[FOLDER]");
    commands.put("lls", "");
    commands.put("lpwd", "");
    commands.put("help", "");
    commands.put("quit", "");
    return commands;
  }

  /** Signs in, and goes where the URL says. */
  void begin() throws IOException {
    if (!folder.octets().isEmpty() && !client().stat(folder).isFolder()) {
      throw new InetException(Failure.REFUSED, folder + " is no folder");
    }
    client();
  }

  private FtpClient client() throws IOException {
    return servers.client(url);
  }

  String prompt() {
    return folder.octets().isEmpty() ? "~" : folder.toString();
  }

  void flush() throws IOException {
    to.flush();
  }

  /** Splits a line into words; quotes and backslashes keep blanks in one. */
  static List<String> words(String line) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    boolean open = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
        open = true;
      } else if (quote != 0 ? c == quote : c == '"' || c == '\'') {
        quote = quote == 0 ? c : 0;
        open = true;
      } else if (quote == 0 && Character.isWhitespace(c)) {
        if (open) {
          words.add(word.toString());
        }
        word.setLength(0);
        open = false;
      } else {
        word.append(c);
        open = true;
      }
    }
    if (open) {
      words.add(word.toString());
    }
    return words;
  }

  /** Does what a line says; false where it ends the session. */
  boolean run(String line) throws IOException {
    List<String> words = words(line);
    if (words.isEmpty() || words.get(0).startsWith("#")) {
      return true;
    }
    String verb = words.get(0).toLowerCase(Locale.ROOT);
    List<String> rest = words.subList(1, words.size());
    switch (verb) {
      case "quit", "exit", "bye" -> {
        return false;
      }
      case "quote" -> quote(line.strip().substring("quote".length()).strip());
      case "help", "?" -> help();
      default -> run(verb, rest);
    }
    to.flush();
    return true;
  }

  private void run(String verb, List<String> rest) throws IOException {
    switch (verb) {
      case "ls", "dir" -> list(rest, verb.equals("dir"));
      case "cd" -> cd(rest.isEmpty() ? RemotePath.HOME : path(rest.get(0)));
      case "pwd" -> to.line(prompt());
      case "get" -> get(rest);
      case "mget" -> each(rest, verb, path -> fetch(path, FileNames.safe(path.toString())));
      case "put" -> put(rest);
      case "mput" -> putAll(rest);
      case "cat", "more" -> each(rest, verb, this::cat);
      case "rm", "delete" -> each(rest, verb, path -> client().delete(path));
      case "mkdir" -> literally(rest, verb, path -> client().makeFolder(path));
      case "rmdir" -> literally(rest, verb, path -> client().removeFolder(path));
      case "mv", "rename" -> {
        need(rest, 2, verb);
        client().rename(path(rest.get(0)), path(rest.get(1)));
        seen.clear();
      }
      case "chmod" -> {
        need(rest, 2, verb);
        if (!rest.get(0).matches("[0-7]{3,4}")) {
          throw new InetException(Failure.USAGE, "MODE is three or four octal digits");
        }
        each(rest.subList(1, rest.size()), verb, path -> client().chmod(rest.get(0), path));
      }
      case "checksum" -> each(rest, verb, this::checksum);
      case "lcd" -> lcd(rest);
      case "lls" -> lls();
      case "lpwd" -> to.line(here.toAbsolutePath().normalize().toString());
      default ->
          throw new InetException(Failure.USAGE, "unknown command '" + verb + "'")
              .hint("help lists them");
    }
  }

  private static void need(List<String> words, int count, String verb) throws InetException {
    if (words.size() < count) {
      throw new InetException(Failure.USAGE, verb + " " + COMMANDS.getOrDefault(verb, "PATH"));
    }
  }

  private void help() throws IOException {
    for (Map.Entry<String, String> command : COMMANDS.entrySet()) {
      to.line((command.getKey() + " " + command.getValue()).strip());
    }
  }

  private RemotePath path(String word) throws InetException {
    for (char c : new char[] {'\r', '\n', '\0'}) {
      if (word.indexOf(c) >= 0) {
        throw new InetException(Failure.USAGE, "a path cannot hold CR, LF or NUL");
      }
    }
    RemotePath at = folder;
    String rest = word;
    while (rest.equals("..") || rest.startsWith("../")) {
      if (at.octets().isEmpty() || at.name().equals("..")) {
        break;
      }
      at = at.parent();
      rest = rest.length() > 3 ? rest.substring(3) : "";
    }
    return rest.isEmpty() ? at : at.resolve(RemotePath.of(rest, servers.charset()).octets());
  }

  /** Does something with a path. */
  private interface Action {
    void on(RemotePath path) throws IOException;
  }

  private void literally(List<String> words, String verb, Action action) throws IOException {
    need(words, 1, verb);
    for (String word : words) {
      action.on(path(word));
    }
    seen.clear();
  }

  private void each(List<String> words, String verb, Action action) throws IOException {
    need(words, 1, verb);
    for (String word : words) {
      if (!Glob.isPattern(word)) {
        action.on(path(word));
        continue;
      }
      int slash = word.lastIndexOf('/');
      RemotePath in = slash < 0 ? folder : path(word.substring(0, Math.max(1, slash)));
      Glob pattern = Glob.of(word.substring(slash + 1));
      boolean found = false;
      for (FtpFile file : client().list(in)) {
        if (!file.isFolder() && pattern.matchesPath(file.octets())) {
          found = true;
          action.on(in.resolve(file.octets()));
        }
      }
      if (!found) {
        throw new InetException(Failure.NOT_FOUND, "nothing matches " + word);
      }
    }
    if (!verb.equals("cat")) {
      seen.clear();
    }
  }

  private void list(List<String> words, boolean full) throws IOException {
    var rest = new ArrayList<>(words);
    boolean all = rest.remove("-l") || full;
    RemotePath path = rest.isEmpty() ? folder : path(rest.get(0));
    List<FtpFile> files = all ? client().listExactly(path) : client().list(path);
    var names = new ArrayList<String>();
    for (FtpFile file : files) {
      names.add(file.name());
    }
    if (all) {
      Entries.table(files, names, to);
      return;
    }
    for (String name : names) {
      to.line(name);
    }
  }

  private void cd(RemotePath path) throws IOException {
    RemotePath target = path.withoutSlash();
    if (!target.octets().isEmpty() && !client().stat(target).isFolder()) {
      throw new InetException(Failure.REFUSED, target + " is no folder");
    }
    folder = target;
  }

  private void get(List<String> words) throws IOException {
    need(words, 1, "get");
    RemotePath path = path(words.get(0));
    fetch(path, words.size() > 1 ? words.get(1) : FileNames.safe(path.toString()));
  }

  private void fetch(RemotePath path, String local) throws IOException {
    FtpClient client = client();
    FtpClient.Facts facts = client.facts(path);
    String file = here.resolve(local).toString();
    var choice = new Result.Choice(file, false, false, Long.MAX_VALUE, false);
    try (var result = new Result(around, choice, () -> servers.network().output().progress())) {
      Destination destination = result.open(local);
      Download asked = Download.WHOLE.of(facts.size());
      long size = Fetch.run(client, path, asked, facts, result, destination, destination.file());
      to.line(size + " bytes to " + local);
    }
  }

  private void cat(RemotePath path) throws IOException {
    FtpClient client = client();
    to.flush();
    var choice = new Result.Choice("-", false, false, Long.MAX_VALUE, false);
    try (var result = new Result(around, choice)) {
      FtpClient.Facts facts = client.facts(path);
      Fetch.run(
          client, path, Download.WHOLE.of(facts.size()), facts, result, result.open(""), null);
    }
  }

  private void put(List<String> words) throws IOException {
    need(words, 1, "put");
    Path local = here.resolve(words.get(0));
    RemotePath target = words.size() > 1 ? path(words.get(1)) : folder;
    store(local, words.size() > 1 && !target.looksLikeFolder() ? target : named(target, local));
  }

  private RemotePath named(RemotePath target, Path local) throws InetException {
    String name = String.valueOf(local.getFileName());
    return target.resolve(RemotePath.of(name, servers.charset()).octets());
  }

  private void putAll(List<String> words) throws IOException {
    need(words, 1, "mput");
    for (String word : words) {
      boolean found = false;
      Glob pattern = Glob.of(word);
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(here)) {
        for (Path entry : entries) {
          RemotePath name = named(RemotePath.HOME, entry);
          if (Files.isRegularFile(entry) && pattern.matchesPath(name.octets())) {
            found = true;
            store(entry, folder.resolve(name.octets()));
          }
        }
      }
      if (!found) {
        throw new InetException(Failure.LOCAL_READ, "nothing matches " + word);
      }
    }
  }

  private void store(Path local, RemotePath path) throws IOException {
    path(path.octets());
    try (ReadableByteChannel from = Locals.open(local.toString(), around)) {
      client().put(path, Upload.of(from), Meter.NONE);
    }
    to.line(Files.size(local) + " bytes to " + path);
    seen.clear();
  }

  private void checksum(RemotePath path) throws IOException {
    Checksum sum = client().checksum(path, null);
    to.line(sum.hex() + "  " + path + " (" + sum.algorithm().word() + ")");
  }

  private void quote(String command) throws IOException {
    if (command.isEmpty()) {
      throw new InetException(Failure.USAGE, "quote COMMAND");
    }
    Reply last = client().raw(command, this::print);
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

  private void lcd(List<String> words) throws InetException {
    Path target = words.isEmpty() ? around.directory() : here.resolve(words.get(0));
    if (!Files.isDirectory(target)) {
      throw new InetException(Failure.LOCAL_READ, "'" + target + "' is no folder");
    }
    here = target.normalize();
  }

  private void lls() throws IOException {
    var names = new ArrayList<String>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(here)) {
      for (Path entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
      }
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_READ, "cannot read the folder '" + here + "'", e);
    }
    names.sort(null);
    for (String name : names) {
      to.line(name);
    }
  }

  /** Returns the paths that a word may become, from what was listed before where that is known. */
  List<String> completions(String word) {
    int slash = word.lastIndexOf('/');
    String start = slash < 0 ? "" : word.substring(0, slash + 1);
    var found = new ArrayList<String>();
    try {
      RemotePath in = start.isEmpty() ? folder : path(start);
      List<String> names = seen.get(in.octets());
      if (names == null) {
        names = new ArrayList<>();
        for (FtpFile file : client().list(in)) {
          names.add(file.name() + (file.isFolder() ? "/" : ""));
        }
        if (seen.size() >= MOST_CACHED) {
          seen.clear();
        }
        seen.put(in.octets(), names);
      }
      for (String name : names) {
        found.add(start + name);
      }
    } catch (IOException e) {
      // Nothing to offer; the command itself will tell what is wrong.
    }
    return found;
  }
}
