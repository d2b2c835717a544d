package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Destination;
import dev.inet.cli.output.FileNames;
import dev.inet.cli.output.PlainText;
import dev.inet.cli.output.Progress;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.ftp.Download;
import dev.inet.ftp.FtpClient;
import dev.inet.ftp.FtpFile;
import dev.inet.ftp.Glob;
import dev.inet.ftp.Mirror;
import dev.inet.ftp.MirrorOptions;
import dev.inet.ftp.RemotePath;
import dev.inet.ftp.Upload;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How {@code ftp shell} moves files. */
final class ShellTransfers {
  private final ServerOptions servers;
  private final Surroundings around;
  private final ShellPlaces places;
  private final Result to;
  private boolean text;

  ShellTransfers(ServerOptions servers, Surroundings around, ShellPlaces places, Result to) {
    this.servers = servers;
    this.around = around;
    this.places = places;
    this.to = to;
  }

  /** Sets whether files are texts, whose line ends are translated. */
  void text(boolean on) {
    text = on;
  }

  /** Does something with a path. */
  interface Action {
    void on(RemotePath path) throws IOException;
  }

  /**
   * Does something with what words name; wildcards name files. One that fails does not keep the
   * others from being done.
   */
  void each(List<String> words, Action action) throws IOException {
    var paths = new ArrayList<RemotePath>();
    for (String word : words) {
      if (!Glob.isPattern(word)) {
        paths.add(places.path(word));
        continue;
      }
      for (FtpFile file : places.matching(word)) {
        if (!file.isFolder()) {
          paths.add(places.above(word).resolve(file.octets()));
        }
      }
    }
    all(paths, action::on);
  }

  /** Does something with one of several. */
  private interface Step<T> {
    void on(T one) throws IOException;
  }

  private <T> void all(List<T> several, Step<T> step) throws IOException {
    InetException failed = null;
    for (T one : several) {
      try {
        step.on(one);
      } catch (InetException e) {
        if (several.size() == 1) {
          throw e;
        }
        if (failed != null) {
          around.tell(PlainText.line(String.valueOf(failed.getMessage())));
        }
        failed = e;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  // --- from there

  void get(ShellLine line) throws IOException {
    List<String> words = line.words();
    RemotePath path = places.path(words.get(0));
    String local = words.size() > 1 ? words.get(1) : FileNames.safe(places.shown(path));
    if (words.size() > 1 && (local.endsWith("/") || Files.isDirectory(places.local(local)))) {
      local = Path.of(local, FileNames.safe(places.shown(path))).toString();
    }
    fetch(path, local, line.has('c'));
  }

  void getAll(ShellLine line) throws IOException {
    each(line.words(), path -> fetch(path, FileNames.safe(places.shown(path)), line.has('c')));
  }

  private void fetch(RemotePath path, String local, boolean goOn) throws IOException {
    FtpClient client = places.client();
    FtpClient.Facts facts = client.facts(path);
    Path file = places.local(local);
    var choice = new Result.Choice(file.toString(), false, false, Long.MAX_VALUE, goOn);
    long size;
    try (var result = new Result(around, choice, () -> servers.network().output().progress())) {
      Destination destination = result.open(local);
      if (!goOn || text || !Fetch.goesOn(file, facts)) {
        destination.restart();
      }
      Download asked = new Download(0, Long.MAX_VALUE, facts.size(), text);
      size = new Fetch(client, path, facts).run(asked, result, destination, destination.file());
    } finally {
      servers.network().output().close();
    }
    to.line(size + " bytes to " + local);
  }

  void print(RemotePath path) throws IOException {
    FtpClient client = places.client();
    to.flush();
    var choice = new Result.Choice("-", false, false, Long.MAX_VALUE, false);
    try (var result = new Result(around, choice)) {
      FtpClient.Facts facts = client.facts(path);
      Download asked = new Download(0, Long.MAX_VALUE, facts.size(), text);
      new Fetch(client, path, facts).run(asked, result, result.open(""), null);
    }
  }

  // --- to there

  void put(ShellLine line, Upload.Way way) throws IOException {
    List<String> words = line.words();
    Path local = places.local(words.get(0));
    RemotePath target = words.size() > 1 ? places.path(words.get(1)) : places.folder();
    boolean exact = words.size() > 1 && !words.get(1).endsWith("/") && !target.looksLikeFolder();
    store(local, exact ? target : places.named(target, local), way, line.has('c'));
  }

  void putAll(ShellLine line) throws IOException {
    var locals = new ArrayList<Path>();
    for (String word : line.words()) {
      int before = locals.size();
      int slash = word.lastIndexOf('/');
      Path in = slash < 0 ? places.here() : places.local(word.substring(0, Math.max(1, slash)));
      Glob pattern = Glob.of(word.substring(slash + 1), servers.charset());
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(in)) {
        for (Path entry : entries) {
          String name = places.named(RemotePath.HOME, entry).octets();
          boolean itself = word.endsWith(String.valueOf(entry.getFileName()));
          if (Files.isRegularFile(entry) && (itself || pattern.matchesPath(name))) {
            locals.add(entry);
          }
        }
      } catch (IOException e) {
        throw e instanceof InetException
            ? e
            : new InetException(Failure.LOCAL_READ, "cannot read the folder '" + in + "'", e);
      }
      if (locals.size() == before) {
        throw new InetException(Failure.LOCAL_READ, "nothing matches " + word);
      }
    }
    locals.sort(null);
    all(
        locals,
        local ->
            store(local, places.named(places.folder(), local), Upload.Way.STORE, line.has('c')));
  }

  private void store(Path local, RemotePath path, Upload.Way way, boolean goOn) throws IOException {
    FtpClient client = places.client();
    long size;
    try (ReadableByteChannel from = Locals.open(local.toString(), around)) {
      size = from instanceof FileChannel file ? file.size() : -1;
      long there = goOn && !text ? client.facts(path).size() : 0;
      long at = there > 0 && there <= size ? there : 0;
      if (at > 0 && from instanceof FileChannel file) {
        file.position(at);
      }
      Progress progress = servers.network().output().progress();
      try (Progress.Transfer shown = progress.begin(local.toString(), size)) {
        shown.moved(at);
        if (at == 0 || at < size) {
          client.put(path, new Upload(from, way, at, text), shown::moved);
        }
      }
    } finally {
      servers.network().output().close();
      places.forget();
    }
    to.line(size + " bytes to " + places.shown(path));
  }

  // --- both ways

  void mirror(ShellLine line) throws IOException {
    List<String> words = line.words();
    boolean up = line.has('R');
    MirrorOptions usual = MirrorOptions.DEFAULT;
    var options =
        new MirrorOptions(
            usual.parallel(),
            line.has('e'),
            line.has('n'),
            usual.atomic(),
            usual.rules(),
            usual.tries(),
            usual.pause());
    Path local = places.here();
    RemotePath remote = places.folder();
    if (up) {
      local = words.isEmpty() ? local : places.local(words.get(0));
      Path name = local.toAbsolutePath().normalize().getFileName();
      remote =
          words.size() > 1
              ? places.path(words.get(1))
              : name == null ? remote : places.named(remote, name);
    } else {
      remote = words.isEmpty() ? remote : places.path(words.get(0));
      String name = places.shown(remote.withoutSlash());
      local =
          words.size() > 1
              ? places.local(words.get(1))
              : name.isEmpty() ? local : local.resolve(FileNames.safe(name));
    }
    var report = new MirrorReport(to, servers.network().output(), options.dry());
    if (up) {
      Mirror.up(places.client(), local, remote, options, report);
    } else {
      Mirror.down(places.client(), remote, local, options, report);
    }
    servers.network().output().close();
    report.sum();
    places.forget();
    InetException failed = report.failure();
    if (failed != null) {
      throw new InetException(
          failed.failure(),
          String.format(Locale.ROOT, "%d of the mirror failed", report.failed()),
          failed);
    }
  }
}
