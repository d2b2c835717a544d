package dev.inet.cli;

import dev.inet.sandbox.Sandbox;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * The run in which the JVM learns which classes commands load, so that the launcher can keep them
 * as a class-data archive: a few commands of each kind against embedded servers.
 *
 * <p>Java calls it a training run (JEP 483). It prints nothing, and reads and writes nothing but
 * the sandbox's and the jars beside its own. What no command here has loaded of them it names one
 * by one: a class that lies in the archive costs nothing until it is used, and one that does not
 * costs the reading of its jar.
 */
public final class Training {
  private static final ClassLoader LOADER = Training.class.getClassLoader();

  private Training() {}

  /**
   * Runs all commands once. Not their status matters here, only what they load.
   *
   * @param words none
   * @throws IOException if the servers do not start
   */
  public static void main(String[] words) throws IOException {
    failures();
    loadOthers();
  }

  /** Large libraries of which little is used: there the commands load what they need. */
  private static final Pattern LITTLE_USED = Pattern.compile("(kotlin|commons-io|inet-sandbox)-.*");

  private static void loadOthers() throws IOException {
    Path own;
    try {
      own = Path.of(Training.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    if (!Files.isRegularFile(own)) {
      // Run from a folder of classes: there is no archive to fill.
      return;
    }
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(own.getParent(), "*.jar")) {
      for (Path jar : jars) {
        if (!LITTLE_USED.matcher(jar.getFileName().toString()).matches()) {
          loadAll(jar);
        }
      }
    }
  }

  private static void loadAll(Path jar) throws IOException {
    try (var file = new JarFile(jar.toFile())) {
      for (JarEntry entry : Collections.list(file.entries())) {
        String name = entry.getName();
        if (name.endsWith(".class") && !name.startsWith("META-INF/")) {
          try {
            Class.forName(name.substring(0, name.length() - 6).replace('/', '.'), false, LOADER);
          } catch (ClassNotFoundException | LinkageError e) {
            // Libraries have classes for what may be there: Android, Conscrypt, other JDKs.
          }
        }
      }
    }
  }

  /** Runs all commands and returns those that failed. */
  static List<String> failures() throws IOException {
    var failed = new ArrayList<String>();
    try {
      Class.forName("dev.inet.cli.Main");
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    // Those of the process, which are loaded in every run; its streams are left alone.
    Surroundings process = Surroundings.ofProcess();
    Surroundings nowhere = Surroundings.NOWHERE;
    var around =
        new Surroundings(
            nowhere.input(),
            nowhere.output(),
            nowhere.errors(),
            // A proxy of the user's would lead the run elsewhere.
            Map.of(),
            process.directory(),
            process.terminal());
    try (Sandbox sandbox = Sandbox.start()) {
      for (String line : lines(sandbox)) {
        int status = Inet.run(around, line.split(" "));
        if (status != 0) {
          failed.add(line + ": " + status);
        }
      }
    }
    return failed;
  }

  private static List<String> lines(Sandbox sandbox) {
    String trusting = "--cacert " + sandbox.caFile() + " ";
    return List.of(
        "--help",
        "--version",
        "raw --help",
        "raw connect --help",
        "raw services smtp",
        "raw connect 127.0.0.1 " + port(sandbox, "greeting"),
        "raw connect --tls " + trusting + "localhost " + port(sandbox, "echos"),
        "telnet run -u demo:demo --send exit " + sandbox.url("telnet"),
        "ftp ls -l --tls never " + sandbox.url("ftp") + "/files",
        "ftp cat --tls never " + sandbox.url("ftp") + "/files/hello.txt",
        "ftp cat " + trusting + sandbox.url("ftp") + "/files/hello.txt",
        "smtp send --dry-run --from a@x.test --to b@x.test --body x",
        "smtp send -q -u demo:demo --from a@x.test --to demo@x.test --body x --subject ü "
            + trusting
            + sandbox.url("smtp"),
        "smtp probe " + trusting + sandbox.url("smtp"),
        "pop3 ls -u demo:demo " + trusting + sandbox.url("pop3"),
        "pop3 get -u demo:demo " + trusting + sandbox.url("pop3s") + " 1",
        "pop3 fetch -u demo:demo --tls never " + sandbox.url("pop3") + fetching(sandbox),
        "imap ls -u demo:demo " + trusting + sandbox.url("imap") + "/INBOX",
        "gopher get " + sandbox.url("gopher") + "/",
        "gopher ls " + sandbox.url("gopher") + "/",
        "gopher get -v --json " + trusting + sandbox.url("gophers") + "/",
        "get " + sandbox.url("gopher") + "/",
        "http get " + sandbox.url("http") + "/hello",
        "http get -i " + trusting + sandbox.url("https") + "/hello",
        "http head " + sandbox.url("http") + "/hello",
        "get " + sandbox.url("http") + "/hello");
  }

  /** Into the folder that goes with the sandbox. */
  private static String fetching(Sandbox sandbox) {
    String folder = String.valueOf(sandbox.caFile().getParent());
    return " --to maildir:" + folder + "/mail --state " + folder + "/fetched";
  }

  private static String port(Sandbox sandbox, String name) {
    String url = sandbox.url(name);
    return url.substring(url.lastIndexOf(':') + 1);
  }
}
