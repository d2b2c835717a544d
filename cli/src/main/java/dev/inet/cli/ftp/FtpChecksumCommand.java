package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.ftp.Checksum;
import dev.inet.ftp.FtpUrl;
import dev.inet.ftp.Walk;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Asks the server for checksums of files (HASH, XSHA256 and the like).",
    footer = {
      "",
      "Examples:",
      "  inet ftp checksum ftp://ftp.example.org/pub/image.iso",
      "  inet ftp checksum --algorithm md5 ftp://ftp.example.org/pub/image.iso"
    })
final class FtpChecksumCommand implements Callable<Integer> {
  @Mixin private final ServerOptions servers;
  private final Matches matches;

  @Option(
      names = "--algorithm",
      paramLabel = "sha256|sha512|sha1|md5|crc32",
      description = "By what (default: the best that the server makes).")
  private @Nullable String algorithm;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "The file.")
  private List<String> urls = List.of();

  FtpChecksumCommand(Surroundings around) {
    this.servers = new ServerOptions(around);
    this.matches = new Matches(servers);
  }

  @Override
  public Integer call() throws IOException {
    Checksum.Algorithm wanted = algorithm == null ? null : Checksum.Algorithm.named(algorithm);
    if (algorithm != null && wanted == null) {
      throw new InetException(
          Failure.USAGE,
          "--algorithm: '" + algorithm + "' is not sha256, sha512, sha1, md5, crc32");
    }
    try {
      int status = servers.network().each(urls, (word, to) -> tell(word, wanted, to));
      return matches.join(status, urls.size());
    } finally {
      servers.close();
    }
  }

  private void tell(String word, Checksum.@Nullable Algorithm wanted, Result to)
      throws IOException {
    FtpUrl url = servers.url(word);
    matches.each(
        new Walk(servers.client(word)).files(url),
        path -> {
          Checksum sum = servers.client(word).checksum(path, wanted);
          if (to.isJson()) {
            to.json(
                "name", path.toString(),
                "algorithm", sum.algorithm().word(),
                "checksum", sum.hex());
          } else {
            to.line(sum.hex() + "  " + path);
          }
        });
  }
}
