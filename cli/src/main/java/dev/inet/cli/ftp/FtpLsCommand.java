package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Result;
import dev.inet.core.InetException;
import dev.inet.ftp.FtpClient;
import dev.inet.ftp.FtpFile;
import dev.inet.ftp.FtpUrl;
import dev.inet.ftp.RemotePath;
import dev.inet.ftp.Walk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Lists folders: names, or with -l or --json all that the server tells.",
    footer = {
      "",
      "Examples:",
      "  inet ftp ls ftp.example.org",
      "  inet ftp ls -l ftp://ftp.example.org/pub/",
      "  inet ftp ls --json --recursive ftp://ftp.example.org/pub/ | jq .size"
    })
final class FtpLsCommand implements Callable<Integer> {
  @Mixin private final ServerOptions servers;
  private final Matches matches;

  @Option(
      names = {"-l", "--long"},
      description = "With permissions, owner, size and time.")
  private boolean full;

  @Option(names = "--recursive", description = "With all folders below.")
  private boolean recursive;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "The folder.")
  private List<String> urls = List.of();

  FtpLsCommand(Surroundings around) {
    this.servers = new ServerOptions(around);
    this.matches = new Matches(servers);
  }

  @Override
  public Integer call() throws IOException {
    try {
      return matches.join(servers.network().each(urls, this::list), urls.size());
    } finally {
      servers.close();
    }
  }

  private void list(String word, Result to) throws IOException {
    FtpUrl url = servers.url(word);
    FtpClient client = servers.client(word);
    if (NameListing.areMeant(url) && !to.isJson()) {
      NameListing.print(client, url, to);
      return;
    }
    var files = new ArrayList<FtpFile>();
    var names = new ArrayList<String>();
    boolean many = url.pattern() != null;
    boolean exactly = full || to.isJson();
    matches.each(
        new Walk(client).matching(url),
        path -> {
          FtpClient at = servers.client(word);
          // A second try begins anew.
          var found = new ArrayList<FtpFile>();
          var called = new ArrayList<String>();
          if (recursive) {
            below(at, path.withoutSlash(), many, found, called);
          } else {
            listed(path, exactly ? at.listExactly(path) : at.list(path), many, found, called);
          }
          files.addAll(found);
          names.addAll(called);
        });
    print(files, names, to);
  }

  private void below(
      FtpClient client, RemotePath folder, boolean many, List<FtpFile> files, List<String> names)
      throws IOException {
    new Walk(client)
        .below(
            folder,
            (at, file) -> {
              files.add(file);
              names.add(below(folder, at, many));
            });
  }

  private void listed(
      RemotePath path, List<FtpFile> found, boolean many, List<FtpFile> files, List<String> names)
      throws InetException {
    for (FtpFile file : found) {
      boolean itself = found.size() == 1 && file.octets().equals(path.name());
      files.add(file);
      names.add(!many ? file.name() : itself ? text(path) : text(path) + "/" + file.name());
    }
  }

  private String text(RemotePath path) throws InetException {
    return path.text(servers.charset());
  }

  private String below(RemotePath folder, RemotePath at, boolean many) throws InetException {
    int cut = folder.octets().isEmpty() ? 0 : folder.octets().length() + 1;
    boolean root = folder.octets().equals("/");
    return text(many ? at : new RemotePath(at.octets().substring(root ? 1 : cut)));
  }

  private void print(List<FtpFile> files, List<String> names, Result to) throws IOException {
    if (full && !to.isJson()) {
      Entries.table(files, names, to);
      return;
    }
    for (int i = 0; i < files.size(); i++) {
      if (to.isJson()) {
        Entries.json(files.get(i), names.get(i), to);
      } else {
        to.line(names.get(i));
      }
    }
  }
}
