package dev.inet.cli.http;

import dev.inet.cli.output.PartFile;
import dev.inet.cli.output.Progress;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.http.HttpDownload;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** Downloads in a folder: each is NAME.part until it is whole, with its validator beside it. */
final class FolderStore implements HttpDownload.Store {
  private final Path folder;
  private final Result to;
  private final Progress progress;
  private final boolean goOn;
  private final @Nullable Checksum checksum;
  private final @Nullable String typedName;
  private final String askedName;
  private final TakenNames.One taken;

  /**
   * Makes a store that names files as the remote does, and gives them its time. A name that the
   * server chose, other than the one that was asked for, never takes the place of a file.
   *
   * @param askedName what the URL calls the file
   * @param goOn whether what an earlier try left is gone on with
   * @param checksum what the file must hash to; {@code null} for anything
   * @param taken chooses the file where others of the command have the same name
   */
  FolderStore(
      String askedName,
      Path folder,
      Result to,
      Progress progress,
      boolean goOn,
      @Nullable Checksum checksum,
      TakenNames.One taken) {
    this(folder, to, progress, goOn, checksum, null, askedName, taken);
  }

  private FolderStore(
      Path folder,
      Result to,
      Progress progress,
      boolean goOn,
      @Nullable Checksum checksum,
      @Nullable String typedName,
      String askedName,
      TakenNames.One taken) {
    this.folder = folder;
    this.to = to;
    this.progress = progress;
    this.goOn = goOn;
    this.checksum = checksum;
    this.typedName = typedName;
    this.askedName = askedName;
    this.taken = taken;
  }

  /** Returns one whose file has the name that was typed and the time at which it was written. */
  static FolderStore named(String name, Path folder, Result to, Progress progress, boolean goOn) {
    return new FolderStore(
        folder, to, progress, goOn, null, name, name, new TakenNames().new One());
  }

  private Path file(String name) throws IOException {
    return to.file(folder, typedName == null ? name : typedName);
  }

  @Override
  public HttpDownload.@Nullable Part resume(String name) throws IOException {
    if (!goOn) {
      return null;
    }
    Path file = taken.file(file(name));
    boolean there = Files.exists(PartFile.part(file)) && Files.exists(PartFile.meta(file));
    return there ? new Part(PartFile.open(file, true)).cut() : null;
  }

  @Override
  public HttpDownload.Part begin(String name) throws IOException {
    Path file = taken.file(file(name));
    if (!file(name).equals(file(askedName)) && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      // Else any server could write over any file of the folder.
      throw new InetException(
              Failure.LOCAL_WRITE,
              "the server calls it '" + file.getFileName() + "', and there is such a file already")
          .hint("-o FILE writes over it");
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null && parent.equals(folder.toAbsolutePath()) && !Files.isDirectory(parent)) {
      try {
        Files.createDirectories(parent);
      } catch (FileAlreadyExistsException e) {
        throw new InetException(Failure.LOCAL_WRITE, "'" + parent + "' is no folder", e);
      } catch (IOException e) {
        throw new InetException(Failure.LOCAL_WRITE, "cannot make the folder '" + parent + "'", e);
      }
    }
    return new Part(PartFile.open(file, false));
  }

  /** Checks a file that is whole, gives it its time and its name, and tells of it. */
  void finish(HttpDownload.Fetched fetched) throws IOException {
    Part part = (Part) fetched.part();
    try (part) {
      long size = part.channel().size();
      Path written = PartFile.part(part.file.file());
      try {
        if (checksum != null) {
          checksum.check(written);
        }
      } catch (InetException e) {
        Files.deleteIfExists(PartFile.meta(part.file.file()));
        throw e;
      }
      part.file.finish();
      if (typedName == null && fetched.modified().isPresent()) {
        Files.setLastModifiedTime(part.file.file(), FileTime.from(fetched.modified().get()));
      }
      if (to.isJson()) {
        to.told(
            "name", part.file.file().toString(),
            "type", "file",
            "size", size,
            "modified", fetched.modified().orElse(null),
            "url", fetched.url().toString(),
            "status", fetched.status());
      }
    }
  }

  /** One file, and how far it is. */
  private final class Part implements HttpDownload.Part {
    private final PartFile file;
    private Progress.@Nullable Transfer transfer;

    /** Asked for by many threads while one of them writes it to the disk. */
    private volatile PartMeta meta;

    Part(PartFile file) {
      this.file = file;
      this.meta = PartMeta.of(file);
    }

    @Override
    public FileChannel channel() {
      return file.channel();
    }

    /** Takes off what lies behind the first gap. */
    Part cut() throws IOException {
      try {
        file.channel().truncate(meta.reach());
        return this;
      } catch (IOException e) {
        close();
        throw e;
      }
    }

    @Override
    public String validator() {
      return meta.validator();
    }

    @Override
    public void validator(String validator) throws IOException {
      meta = PartMeta.whole(validator);
      meta.keep(file);
    }

    @Override
    public void reaches(long bytes) throws IOException {
      meta = new PartMeta(meta.validator(), bytes);
      meta.keep(file);
    }

    @Override
    public void discard() throws IOException {
      Files.deleteIfExists(PartFile.meta(file.file()));
    }

    @Override
    public void begins(long begun, long whole) {
      transfer = progress.begin(String.valueOf(file.file().getFileName()), whole);
      transfer.moved(begun);
    }

    @Override
    public void moved(long bytes) {
      Progress.Transfer shown = transfer;
      if (shown != null) {
        shown.moved(bytes);
      }
    }

    @Override
    public void close() throws IOException {
      if (transfer != null) {
        transfer.close();
      }
      file.close();
    }
  }
}
