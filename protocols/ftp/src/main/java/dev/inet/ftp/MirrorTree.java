package dev.inet.ftp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The local side of a mirror. Paths below it are octets, as on the server. */
final class MirrorTree {
  private final Path root;
  private final Names names;

  MirrorTree(Path root, Names names) {
    this.root = root;
    this.names = names;
  }

  /**
   * Returns where a path below the folder stands.
   *
   * @throws InetException as {@link Failure#LOCAL_WRITE} where a name means more here than a name,
   *     or a link would lead out of the folder
   */
  Path at(String path) throws InetException {
    Path place = root;
    if (path.isEmpty()) {
      return place;
    }
    for (String octets : path.split("/")) {
      String name = names.text(octets);
      try {
        Path next = place.resolve(name);
        // "..", "C:", "a\b": what climbs or leads elsewhere on some system is no name.
        boolean safe =
            ListParser.isSafe(octets)
                && place.equals(next.getParent())
                && next.getFileName() != null
                && next.getFileName().toString().equals(name);
        if (!safe) {
          throw new InetException(Failure.LOCAL_WRITE, "'" + name + "' is no name of a file here");
        }
        if (!place.equals(root) && Files.isSymbolicLink(place)) {
          throw new InetException(
              Failure.LOCAL_WRITE, "'" + place + "' is a link, which may lead elsewhere");
        }
        place = next;
      } catch (InvalidPathException e) {
        throw new InetException(Failure.LOCAL_WRITE, "'" + name + "' is no name of a file here", e);
      }
    }
    return place;
  }

  /** Lists a folder; {@code null} where there is none. */
  @Nullable List<FtpFile> list(String path, boolean followFiles) throws IOException {
    Path folder = at(path);
    if (!path.isEmpty() && Files.isSymbolicLink(folder)) {
      throw new InetException(
          Failure.LOCAL_WRITE, "'" + folder + "' is a link, which may lead elsewhere");
    }
    var files = new ArrayList<FtpFile>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        FtpFile file = file(entry, followFiles);
        if (file != null) {
          files.add(file);
        }
      }
      return files;
    } catch (NoSuchFileException e) {
      return null;
    } catch (NotDirectoryException e) {
      throw new InetException(Failure.LOCAL_WRITE, "'" + folder + "' is no folder", e);
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_READ, "cannot read the folder '" + folder + "'", e);
    }
  }

  private @Nullable FtpFile file(Path entry, boolean followFiles) throws IOException {
    BasicFileAttributes facts;
    try {
      facts = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (facts.isSymbolicLink() && followFiles) {
        BasicFileAttributes behind = Files.readAttributes(entry, BasicFileAttributes.class);
        // A link to a folder may lead in a circle.
        facts = behind.isRegularFile() ? behind : facts;
      }
    } catch (NoSuchFileException e) {
      // It went away meanwhile, or is a link to nowhere.
      return null;
    }
    FtpFile.Kind kind =
        facts.isDirectory()
            ? FtpFile.Kind.FOLDER
            : facts.isRegularFile()
                ? FtpFile.Kind.FILE
                : facts.isSymbolicLink() ? FtpFile.Kind.LINK : FtpFile.Kind.OTHER;
    String octets = names.octets(String.valueOf(entry.getFileName()));
    long size = kind == FtpFile.Kind.FILE ? facts.size() : -1;
    return FtpFile.of(octets, names, kind, size)
        .at(facts.lastModifiedTime().toInstant(), FtpFile.Precision.SECOND);
  }

  /** Deletes what stands at a path, with all that is in it; links are deleted, never followed. */
  void remove(String path) throws IOException {
    remove(at(path));
  }

  private static void remove(Path path) throws IOException {
    try {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        try (var entries = Files.newDirectoryStream(path)) {
          for (Path entry : entries) {
            remove(entry);
          }
        }
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw e instanceof InetException
          ? e
          : new InetException(Failure.LOCAL_WRITE, "cannot delete '" + path + "'", e);
    }
  }
}
