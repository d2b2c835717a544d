package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Json;
import dev.inet.cli.output.Result;
import dev.inet.http.HttpClient;
import dev.inet.http.HttpOptions;
import dev.inet.http.XmlRpc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Calls a procedure by XML-RPC and prints its result as JSON; a fault is 21.",
      "An argument is JSON, and a string where it is none. {\"$base64\":\"...\"} stands for bytes,",
      "{\"$dateTime\":\"2026-01-31T12:00:00\"} for a date. Behind -- an argument may begin with -."
    },
    footer = {
      "",
      "Examples:",
      "  inet http xmlrpc http://localhost:8000/RPC2 system.listMethods",
      "  inet http xmlrpc http://localhost:8000/RPC2 add 1 2.5",
      "  inet http xmlrpc https://example.org/rpc blog.post"
          + " '{\"title\":\"Hello\",\"tags\":[\"a\"]}' true"
    })
final class HttpXmlrpcCommand implements Callable<Integer> {
  @Mixin private final RequestOptions request;
  @Mixin private final RedirectOptions redirects = new RedirectOptions(false);

  @Parameters(index = "0", paramLabel = "URL", description = "Where the procedures are.")
  private String url = "";

  @Parameters(index = "1", paramLabel = "METHOD", description = "The name of the procedure.")
  private String method = "";

  @Parameters(index = "2..*", paramLabel = "ARG", description = "Its arguments.")
  private List<String> words = List.of();

  HttpXmlrpcCommand(Surroundings around) {
    this.request = new RequestOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    List<@Nullable Object> arguments = XmlRpcValues.of(words);
    try (HttpClient client = request.open(redirects.in(HttpOptions.DEFAULT))) {
      return request.each(List.of(url), (word, to) -> call(client, word, arguments, to));
    }
  }

  private void call(HttpClient client, String word, List<@Nullable Object> arguments, Result to)
      throws IOException {
    Object result = new XmlRpc(client).call(request.of("POST", word), method, arguments);
    String json = Json.of(XmlRpcValues.shown(result)) + "\n";
    boolean coloured = request.network().output().result().colorsOutput();
    to.openJson("result.json", coloured).write(json.getBytes(StandardCharsets.UTF_8));
    to.finish();
  }
}
