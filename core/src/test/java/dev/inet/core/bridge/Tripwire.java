package dev.inet.core.bridge;

import dev.inet.core.resolve.Literals;
import java.net.UnknownHostException;
import java.security.Permission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Hears of every name that this JVM looks up by itself and of every connection that it makes, past
 * the road or along it: the one place in Java where both pass is the check of a security manager,
 * which is there up to Java 23.
 *
 * <p>Threads of servers are left out. Connections of ours are those that the hop {@code Reach}
 * makes.
 */
@SuppressWarnings("removal")
final class Tripwire extends SecurityManager implements AutoCloseable {
  private final List<String> strayed = Collections.synchronizedList(new ArrayList<>());
  private final boolean strung;

  Tripwire() {
    boolean possible = true;
    try {
      System.setSecurityManager(this);
    } catch (UnsupportedOperationException e) {
      possible = false;
    }
    strung = possible;
  }

  /** Returns whether this Java can tell. */
  boolean isStrung() {
    return strung;
  }

  /** Returns look-ups and connections that were not the road's. */
  List<String> strayed() {
    synchronized (strayed) {
      return List.copyOf(strayed);
    }
  }

  @Override
  public void checkPermission(Permission permission) {}

  @Override
  public void checkPermission(Permission permission, Object context) {}

  @Override
  public void checkConnect(String host, int port) {
    Thread thread = Thread.currentThread();
    if (thread.getName().startsWith("sandbox-") || (port < 0 && isLiteral(host))) {
      return;
    }
    boolean ours =
        port > 0
            && StackWalker.getInstance()
                .walk(
                    (Stream<StackWalker.StackFrame> frames) ->
                        frames.anyMatch(
                            frame -> frame.getClassName().startsWith("dev.inet.core.dial.Reach")));
    if (!ours) {
      strayed.add(
          (port < 0 ? "looked up " + host : "connected to " + host + ":" + port)
              + " in "
              + thread.getName());
    }
  }

  /** Asking a socket for its own address is checked as if that were a name. */
  private static boolean isLiteral(String host) {
    try {
      return Literals.parse(host).isPresent();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public void checkConnect(String host, int port, Object context) {
    checkConnect(host, port);
  }

  @Override
  public void close() {
    if (strung) {
      System.setSecurityManager(null);
    }
  }
}
