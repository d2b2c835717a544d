package dev.inet.cli;

import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.OutputOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A networked command whose body a test writes. */
@Command(description = "Does what a test wants.")
public final class Networked implements Callable<Integer> {
  @Mixin private final NetworkOptions network;
  private final Body body;

  @Parameters(arity = "0..*", paramLabel = "URL")
  private List<String> urls = new ArrayList<>();

  /** What it does. */
  public interface Body {
    int run(NetworkOptions network, List<String> urls) throws Exception;
  }

  private Networked(NetworkOptions network, Body body) {
    this.network = network;
    this.body = body;
  }

  public static Function<Surroundings, Callable<Integer>> doing(String protocol, Body body) {
    return around -> new Networked(new NetworkOptions(around, protocol), body);
  }

  public static Function<Surroundings, Callable<Integer>> each(
      OutputOptions.Action<String> action) {
    return doing("http", (network, urls) -> network.each(urls, action));
  }

  @Override
  public Integer call() throws Exception {
    return body.run(network, urls);
  }
}
