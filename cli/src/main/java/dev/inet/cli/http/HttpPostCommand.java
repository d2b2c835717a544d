package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Sends data to a resource and prints the answer.",
    footer = {
      "",
      "Examples:",
      "  inet http post -d name=ann -d age=7 localhost:8080/people",
      "  inet http post --json-body @order.json https://example.org/orders",
      "  inet http post --form photo=@cat.jpg --form title=Cat https://example.org/up"
    })
final class HttpPostCommand implements Callable<Integer> {
  @Mixin private final Sending sending;

  @Parameters(paramLabel = "URL", description = "Where to send it.")
  private String url = "";

  HttpPostCommand(Surroundings around) {
    this.sending = new Sending(around);
  }

  @Override
  public Integer call() throws IOException {
    return sending.send("POST", url);
  }
}
