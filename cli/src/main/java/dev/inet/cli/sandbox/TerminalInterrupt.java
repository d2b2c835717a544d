package dev.inet.cli.sandbox;

import java.lang.reflect.Proxy;

/**
 * The interrupt that a terminal sends to every process in its foreground, when one of them is a
 * program that we run: whether it ends is that program's decision (an editor or an interpreter goes
 * on), as it is under a shell.
 */
final class TerminalInterrupt {
  private TerminalInterrupt() {}

  /**
   * Lets this process outlive an interrupt. Java has no public way to do so; where the JDK's own is
   * missing, an interrupt ends us and the program.
   */
  static void leaveToOthers() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object nothing =
          Proxy.newProxyInstance(
              TerminalInterrupt.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, words) -> null);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("INT"), nothing);
    } catch (ReflectiveOperationException e) {
      // The process ends on an interrupt, as any other does.
    }
  }
}
