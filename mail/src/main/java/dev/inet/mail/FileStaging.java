package dev.inet.mail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What Maildir and folders of files have in common: files that are sealed and renamed together. */
abstract class FileStaging implements MailStore, StagedFile.FileStore {
  private final boolean durable;
  private final List<StagedFile> staged = new ArrayList<>();
  private final byte[] buffer = StagedFile.buffer();

  FileStaging(boolean durable) {
    this.durable = durable;
  }

  final byte[] buffer() {
    return buffer;
  }

  @Override
  public final void staged(StagedFile file) {
    staged.add(file);
  }

  @Override
  public final int staged() {
    return staged.size();
  }

  @Override
  public final MailBatch cut() {
    var batch = new Files(List.copyOf(staged), durable);
    staged.clear();
    return batch;
  }

  @Override
  public final void close() throws IOException {
    cut().close();
  }

  /** Files that are placed together. */
  private static final class Files implements MailBatch {
    private final List<StagedFile> files;
    private final boolean durable;
    private boolean sealed;

    Files(List<StagedFile> files, boolean durable) {
      this.files = files;
      this.durable = durable;
    }

    @Override
    public List<String> seal() throws IOException {
      var lines = new ArrayList<String>(files.size());
      for (StagedFile file : files) {
        file.seal(durable);
        lines.add(file.line());
      }
      if (durable) {
        // The names by which recovery finds them must be safe as well.
        folders(true).forEach(StagedFile::force);
      }
      sealed = true;
      return lines;
    }

    @Override
    public void place() throws IOException {
      for (StagedFile file : files) {
        file.rename();
      }
      if (durable) {
        folders(false).forEach(StagedFile::force);
      }
    }

    private Set<Path> folders(boolean before) {
      var folders = new HashSet<Path>();
      for (StagedFile file : files) {
        Path folder = before ? file.stagingFolder() : file.folder();
        if (folder != null) {
          folders.add(folder);
        }
      }
      return folders;
    }

    @Override
    public void close() throws IOException {
      if (!sealed) {
        for (StagedFile file : files) {
          file.discard();
        }
      }
    }
  }
}
