package dev.inet.cli.sandbox;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.ResultOptions;
import dev.inet.cli.output.Json;
import dev.inet.cli.output.Lines;
import dev.inet.cli.output.Table;
import dev.inet.sandbox.Sandbox;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts the servers, tells where they are, and stays until a signal comes. */
@Command(
    description = "Starts servers for every protocol on loopback, until it is interrupted.",
    footer = {
      "",
      "The user is demo, the password demo. The certificates are signed by a throw-away authority,",
      "whose file is printed as 'ca'; it goes away with the servers. What is printed is whole when",
      "the line of 'ca' is there. An interrupt (^C) ends with status 130, SIGTERM with 143.",
      "",
      "Examples:",
      "  inet sandbox",
      "  inet sandbox up --port-base 4000 --json",
      "  inet sandbox up --fault http:latency=200ms --fault gopher:drop-after=64K,reset"
    })
final class SandboxUpCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final ResultOptions result;
  @Mixin private final SandboxOptions sandbox = new SandboxOptions();

  SandboxUpCommand(Surroundings around) {
    this.around = around;
    this.result = new ResultOptions(around);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Lifetime lifetime = Lifetime.begin()) {
      print(sandbox.start(lifetime));
      new CountDownLatch(1).await();
      throw new IllegalStateException("only an interrupt ends this");
    }
  }

  private void print(Sandbox started) throws IOException {
    Map<String, String> urls = new LinkedHashMap<>(started.urls());
    urls.put("doh", started.environment().getOrDefault("INET_SANDBOX_DOH", ""));
    var lines = new Lines(around);
    if (result.json()) {
      urls.forEach((name, url) -> lines.print(Json.object("name", name, "url", url)));
      lines.print(Json.object("name", "ca", "file", started.caFile().toString()));
    } else {
      var table = new Table("NAME", "URL");
      urls.forEach(table::row);
      table.row("ca", started.caFile());
      table.lines(0).forEach(lines::print);
    }
    lines.flush();
  }
}
