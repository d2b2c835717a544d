package dev.inet.cli.sandbox;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.sandbox.Sandbox;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the servers listen, and what goes wrong on the way to them. */
final class SandboxOptions {
  @Option(
      names = "--port-base",
      paramLabel = "PORT",
      description = "Port of the first server; the others follow it (default: free ports).")
  private @Nullable Integer portBase;

  @Option(
      names = "--fault",
      paramLabel = "[SERVER:]FAULT,...",
      description = {
        "What goes wrong with one server or all that speak TCP; repeatable:",
        "latency=200ms, chop=BYTES, drop-after=64K, reset, stall, garbage."
      })
  private List<String> faults = new ArrayList<>();

  /**
   * Starts the servers.
   *
   * @param lifetime what closes them
   * @throws InetException as {@link Failure#USAGE} where an option is wrong or a port is taken, as
   *     {@link Failure#LOCAL_WRITE} where the file of the authority cannot be written
   */
  Sandbox start(Lifetime lifetime) throws IOException {
    Sandbox.Builder builder = Sandbox.builder();
    Integer base = portBase;
    if (base != null) {
      set("--port-base", () -> builder.portBase(base));
    }
    for (String fault : faults) {
      set("--fault", () -> builder.fault(fault));
    }
    try {
      return lifetime.open(builder::start, Sandbox::close);
    } catch (SocketException e) {
      throw new InetException(Failure.USAGE, "cannot listen on " + e.getMessage(), e);
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_WRITE, "cannot start: " + e.getMessage(), e);
    }
  }

  private static void set(String option, Runnable setting) throws InetException {
    try {
      setting.run();
    } catch (IllegalArgumentException e) {
      throw new InetException(Failure.USAGE, option + ": " + e.getMessage(), e);
    }
  }
}
