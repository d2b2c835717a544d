package dev.inet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a command does not need is not loaded: start-up time is a feature. */
@Timeout(60)
class LoadingTest {
  /** Loads our classes and picocli's itself and notes their names. */
  private static final class Noting extends ClassLoader {
    private final Set<String> names = new TreeSet<>();

    Noting() {
      super(LoadingTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("dev.inet.") && !name.startsWith("org.tomlj.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? define(name) : known;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = getParent().getResourceAsStream(file)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        names.add(name);
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private static List<String> loadedBy(String... words) throws Exception {
    var loader = new Noting();
    Class<?> surroundings = loader.loadClass(Surroundings.class.getName());
    Class<?> terminal = loader.loadClass(Terminal.class.getName());
    Object around =
        surroundings.getConstructors()[0].newInstance(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            Map.of(),
            Path.of(""),
            terminal.getField("NONE").get(null));
    Method run =
        loader.loadClass(Inet.class.getName()).getMethod("run", surroundings, String[].class);
    try {
      assertEquals(0, run.invoke(null, around, words));
    } catch (InvocationTargetException e) {
      throw new AssertionError(e.getCause());
    }
    return new ArrayList<>(loader.names);
  }

  @Test
  void aCommandLoadsItsOwnGroupAndNoOther() throws Exception {
    List<String> loaded = loadedBy("config", "show");
    assertTrue(loaded.contains("dev.inet.cli.config.ConfigShowCommand"), loaded.toString());
    Set<String> mayLoad = Set.of("", "config", "exit", "option", "output", "reading");
    for (String name : loaded) {
      assertTrue(!name.startsWith("org.tomlj."), name);
      assertTrue(
          name.startsWith("dev.inet.cli.") || name.startsWith("dev.inet.core."),
          "another module: " + name);
      if (name.startsWith("dev.inet.cli.")) {
        String rest = name.substring("dev.inet.cli.".length());
        int dot = rest.indexOf('.');
        assertTrue(mayLoad.contains(dot < 0 ? "" : rest.substring(0, dot)), name);
      }
    }
    assertTrue(!loaded.contains("dev.inet.cli.config.ConfigDoctorCommand"), loaded.toString());
    // Sixty when this was written; a list that grows by half has lost its laziness.
    assertTrue(loaded.size() < 90, loaded.size() + ": " + loaded);
  }
}
