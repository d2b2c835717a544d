package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.Operands;
import dev.inet.cli.output.Progress;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import dev.inet.ftp.FtpClient;
import dev.inet.ftp.FtpUrl;
import dev.inet.ftp.Meter;
import dev.inet.ftp.RemotePath;
import dev.inet.ftp.Upload;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Stores files.",
      "One file is stored under exactly the name in the URL; a URL that ends in a slash is a",
      "folder, and so is that of several files. - is standard input."
    },
    footer = {
      "",
      "Examples:",
      "  inet ftp put report.pdf ftp://ann@files.example.org/inbox/",
      "  inet ftp put -C image.iso ftp://ann@files.example.org/image.iso",
      "  tar cz src | inet ftp put - ftpes://ann@files.example.org/src.tgz"
    })
final class FtpPutCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin private final ServerOptions servers;

  @Option(names = "--append", description = "Write behind what is there.")
  private boolean append;

  @Option(names = "--unique", description = "Let the server choose the name; it is printed.")
  private boolean unique;

  @Option(
      names = {"-C", "--continue"},
      description = "Go on behind what is there of an earlier transfer.")
  private boolean goOn;

  @Option(names = "--atomic", description = "Store under a temporary name and rename when whole.")
  private boolean atomic;

  @Option(names = "--preserve", description = "Give the remote file the time of the local one.")
  private boolean preserve;

  @Option(
      names = "--verify",
      description = "Compare with the server's checksum, or by fetching it back.")
  private boolean verify;

  @Option(
      names = "--type",
      paramLabel = "a|i",
      description =
          "Text, with its line ends translated, or bytes (default: what the URL says, i).")
  private @Nullable String type;

  @Parameters(
      paramLabel = "LOCAL... URL",
      arity = "1..*",
      description = "What to store, and where.")
  private List<String> words = List.of();

  /** Whether bytes of the file that is stored just now may have moved. */
  private boolean begun;

  FtpPutCommand(Surroundings around) {
    this.around = around;
    this.servers = new ServerOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    String word = Operands.destination(words, "LOCAL... URL");
    List<String> locals = words.subList(0, words.size() - 1);
    FtpUrl url = servers.url(word);
    boolean folder = locals.size() > 1 || url.path().looksLikeFolder();
    check(locals, folder, url);
    servers.network().output().elsewhere();
    try {
      return servers.network().each(locals, (local, to) -> put(local, word, url, folder, to));
    } finally {
      servers.close();
    }
  }

  private void check(List<String> locals, boolean folder, FtpUrl url) throws InetException {
    if (type != null && !type.equalsIgnoreCase("a") && !type.equalsIgnoreCase("i")) {
      throw new InetException(Failure.USAGE, "--type: '" + type + "' is not a or i");
    }
    int ways = (append ? 1 : 0) + (unique ? 1 : 0) + (atomic || goOn ? 1 : 0);
    if (ways > 1) {
      throw new InetException(
          Failure.USAGE, "--append, --unique, and --continue or --atomic exclude each other");
    }
    if (goOn && isText(url)) {
      throw new InetException(Failure.USAGE, "--continue counts bytes, which --type a changes");
    }
    if (verify && (append || isText(url) || locals.contains("-"))) {
      throw new InetException(Failure.USAGE, "--verify needs whole files, byte for byte");
    }
    if (folder && !unique && locals.contains("-")) {
      throw new InetException(Failure.USAGE, "standard input has no name; the URL must have one");
    }
    Character ofUrl = url.type();
    if (ofUrl != null && ofUrl == 'd') {
      throw new InetException(Failure.USAGE, "';type=d' is a listing, nothing can be stored there");
    }
  }

  private void put(String local, String word, FtpUrl url, boolean folder, Result to)
      throws IOException {
    RemotePath path = url.path();
    if (folder && !local.equals("-")) {
      Path name = Locals.path(local, around).getFileName();
      path = path.resolve(RemotePath.of(String.valueOf(name), servers.charset()).octets());
      refuseLineEnds(path);
    }
    if (local.equals("-")) {
      // Left open: another try may still read it, where none has.
      put(local, Locals.open(local, around), word, url, path, to);
      return;
    }
    try (ReadableByteChannel from = Locals.open(local, around)) {
      put(local, from, word, url, path, to);
    }
  }

  private void put(
      String local, ReadableByteChannel from, String word, FtpUrl url, RemotePath path, Result to)
      throws IOException {
    begun = false;
    try {
      FtpClient client = servers.client(word);
      boolean regular = from instanceof FileChannel && !local.equals("-");
      long size = regular ? ((FileChannel) from).size() : -1;
      RemotePath stored;
      try (Progress.Transfer shown = servers.network().output().progress().begin(local, size)) {
        stored = store(client, url, path, from, size, shown);
      }
      Path file = Locals.path(local, around);
      if (verify) {
        verify(client, stored, file);
      }
      if (atomic) {
        Temporary.rename(client, stored, path);
        stored = path;
      }
      boolean touched =
          !preserve
              || !regular
              || client.touch(stored, Files.getLastModifiedTime(file).toInstant());
      if (!touched) {
        servers.network().output().result().warn("the server does not set times");
      }
      tell(url.at(stored), stored, size, to);
    } catch (InetException e) {
      // What was read of standard input does not come again, and what was appended is there twice.
      boolean once = begun && (append || local.equals("-"));
      throw once ? e.retry(Retry.NEVER) : e;
    }
  }

  /** A name of a local file may hold what would end a command. */
  private static void refuseLineEnds(RemotePath path) throws InetException {
    for (char c : new char[] {'\r', '\n', '\0'}) {
      if (path.octets().indexOf(c) >= 0) {
        throw new InetException(
            Failure.USAGE, "a name on the server cannot hold CR, LF or NUL: '" + path + "'");
      }
    }
  }

  private RemotePath store(
      FtpClient client,
      FtpUrl url,
      RemotePath path,
      ReadableByteChannel from,
      long size,
      Progress.Transfer shown)
      throws IOException {
    RemotePath first = atomic ? Temporary.of(path) : path;
    long at = goOn ? Math.max(0, client.facts(first).size()) : 0;
    if (size >= 0 && at > size) {
      // What is there is no part of this file.
      at = 0;
    }
    begun |= at > 0;
    if (at > 0 && !skip(from, at)) {
      at = 0;
    }
    RemotePath stored = first;
    if (at == 0 || at != size) {
      shown.moved(at);
      boolean text = isText(url);
      stored = client.put(first, new Upload(from, way(), at, text), meter(shown));
    }
    return stored;
  }

  private void verify(FtpClient client, RemotePath stored, Path file) throws IOException {
    try {
      client.verify(stored, algorithm -> Locals.sum(file, algorithm));
    } catch (InetException e) {
      if (atomic && e.failure() == Failure.INCOMPLETE && client.isUsable()) {
        // Nothing can go on behind bytes that are not those of the file.
        client.delete(stored);
      }
      throw e;
    }
  }

  private Meter meter(Progress.Transfer shown) {
    return new Meter() {
      @Override
      public void begins() {
        begun = true;
      }

      @Override
      public void moved(long bytes) {
        shown.moved(bytes);
      }
    };
  }

  /** Passes over what is on the server; false where the source ends before. */
  private static boolean skip(ReadableByteChannel from, long bytes) throws IOException {
    if (from instanceof FileChannel file) {
      try {
        file.position(bytes);
        return true;
      } catch (IOException e) {
        // A pipe: it is read.
      }
    }
    var buffer = java.nio.ByteBuffer.allocate(64 * 1024);
    for (long left = bytes; left > 0; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), left));
      int n = from.read(buffer);
      if (n < 0) {
        throw new InetException(Failure.LOCAL_READ, "the input ends before what is there already");
      }
      left -= n;
    }
    return true;
  }

  private void tell(FtpUrl url, RemotePath stored, long size, Result to) throws IOException {
    if (to.isJson()) {
      to.json("name", stored.toString(), "size", size < 0 ? null : size, "url", url.toString());
    } else if (unique) {
      to.line(stored.toString());
    }
  }

  private Upload.Way way() {
    return append ? Upload.Way.APPEND : unique ? Upload.Way.UNIQUE : Upload.Way.STORE;
  }

  private boolean isText(FtpUrl url) {
    Character ofUrl = url.type();
    return type != null ? type.equalsIgnoreCase("a") : ofUrl != null && ofUrl == 'a';
  }
}
