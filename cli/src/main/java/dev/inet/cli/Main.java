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
    System.exit(Inet.run(Surroundings.ofProcess(), words));
  }
}
