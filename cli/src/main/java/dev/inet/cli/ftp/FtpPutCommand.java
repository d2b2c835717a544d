package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.Reasons;
import dev.inet.cli.output.Progress;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.ftp.FtpClient;
import dev.inet.ftp.FtpUrl;
import dev.inet.ftp.RemotePath;
import dev.inet.ftp.Upload;
import java.io.IOException;
import java.nio.channels.Channels;
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
      "One file is stored under exactly the name in the URL; a URL that ends in a slash is a"
          + " folder, and so is that of several files. - is standard input."
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

  @Option(
      names = "--type",
      paramLabel = "a|i",
      description = "Text, with its line ends translated, or bytes (default: what the URL says, i).")
  private @Nullable String type;

  @Parameters(
      paramLabel = "LOCAL... URL",
      arity = "2..*",
      description = "What to store, and where.")
  private List<String> words = List.of();

  FtpPutCommand(Surroundings around) {
    this.around = around;
    this.servers = new ServerOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    String word = words.get(words.size() - 1);
    List<String> locals = words.subList(0, words.size() - 1);
    FtpUrl url = servers.url(word);
    boolean folder = locals.size() > 1 || url.path().looksLikeFolder();
    try {
      return servers.network().each(locals, (local, to) -> put(local, word, url, folder, to));
    } finally {
      servers.close();
    }
  }

  private void put(String local, String word, FtpUrl url, boolean folder, Result to)
      throws IOException {
    RemotePath path = url.path();
    if (folder) {
      if (local.equals("-")) {
        throw new InetException(Failure.USAGE, "standard input has no name; the URL must have one");
      }
      Path name = around.path(local).getFileName();
      path = path.resolve(RemotePath.of(String.valueOf(name), servers.charset()).octets());
    }
    try (ReadableByteChannel from = open(local)) {
      FtpClient client = servers.client(word);
      long size = from instanceof FileChannel file && !local.equals("-") ? file.size() : -1;
      var how = new Upload(from, way(), 0, isText(url));
      try (Progress.Transfer shown =
          servers.network().output().progress().begin(local, size)) {
        RemotePath stored = client.put(path, how, shown::moved);
        if (unique) {
          to.line(stored.toString());
        }
      }
    }
  }

  private Upload.Way way() {
    return append ? Upload.Way.APPEND : unique ? Upload.Way.UNIQUE : Upload.Way.STORE;
  }

  private boolean isText(FtpUrl url) {
    Character ofUrl = url.type();
    return type != null ? type.equalsIgnoreCase("a") : ofUrl != null && ofUrl == 'a';
  }

  private ReadableByteChannel open(String local) throws InetException {
    if (local.equals("-")) {
      return Channels.newChannel(around.input());
    }
    Path file = around.path(local);
    if (Files.isDirectory(file)) {
      throw new InetException(Failure.LOCAL_READ, "cannot read '" + local + "': it is a folder");
    }
    try {
      return FileChannel.open(file);
    } catch (IOException e) {
      throw new InetException(
          Failure.LOCAL_READ, "cannot read '" + local + "': " + Reasons.of(e), e);
    }
  }
}
