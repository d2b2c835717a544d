package dev.inet.sandbox;

import java.io.IOException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives JUnit tests a {@link Sandbox}, one for the whole run.
 *
 * <pre>{@code
 * @ExtendWith(SandboxExtension.class)
 * class DownloadTest {
 *   @Test
 *   void savesTheFile(Sandbox sandbox) {
 *     String url = sandbox.url("http") + "/files/hello.txt";
 *     ...
 *   }
 *
 *   @Test
 *   void leavesTheNameToTheProxy(Sandbox sandbox, SocksServer socks) {
 *     ...
 *     assertEquals("example.test", socks.heard().get(0).host());
 *   }
 * }
 * }</pre>
 *
 * <p>A parameter is the sandbox, its {@link Authority}, or the first of its servers of that type.
 * The sandbox starts with the first class that asks for it and ends with the run. What servers have
 * heard is shared by all tests; a test that counts starts a server of its own.
 */
public final class SandboxExtension implements BeforeAllCallback, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SandboxExtension.class);

  /** Made by JUnit. */
  public SandboxExtension() {}

  @Override
  public void beforeAll(ExtensionContext context) {
    sandbox(context);
  }

  private static Sandbox sandbox(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Sandbox.class, key -> start(), Sandbox.class);
  }

  private static Sandbox start() {
    try {
      return Sandbox.start();
    } catch (IOException e) {
      throw new ParameterResolutionException("The sandbox does not start", e);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Sandbox.class
        || type == Authority.class
        || (Server.class.isAssignableFrom(type) && sandbox(context).first(type).isPresent());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    Sandbox sandbox = sandbox(context);
    if (type == Sandbox.class) {
      return sandbox;
    }
    return type == Authority.class ? sandbox.authority() : sandbox.first(type).orElseThrow();
  }
}
