package dev.inet.cli;

/** The entry of the command line, and the one place that ends the process. */
public final class Main {
  private Main() {}

  /**
   * Runs one command and ends the process with its status.
   *
   * @param words the words of the command line
   */
  public static void main(String[] words) {
    int status = Inet.run(Surroundings.ofProcess(), words);
    // From Java 21 on, exit() asks for a logger first, which loads three hundred classes.
    if ((status != 0 || othersRun()) && !isEnding()) {
      System.exit(status);
    }
  }

  /**
   * Returns whether a signal is ending the process already, with a status of its own. Behind the
   * hooks of the JVM another status would still win: what the signal made a command fail with.
   */
  private static boolean isEnding() {
    try {
      Runtime.getRuntime().removeShutdownHook(new Thread());
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  /** Returns whether a thread would keep the process alive. */
  private static boolean othersRun() {
    Thread[] threads = new Thread[Thread.activeCount() + 8];
    int count = Thread.enumerate(threads);
    for (int i = 0; i < count; i++) {
      if (threads[i] != Thread.currentThread() && !threads[i].isDaemon()) {
        return true;
      }
    }
    return count == threads.length;
  }
}
