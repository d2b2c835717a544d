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
  private final List<StagedFile> sealed = new ArrayList<>();
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
  public final List<String> seal() throws IOException {
    var lines = new ArrayList<String>(staged.size());
    try {
      for (StagedFile file : staged) {
        file.seal(durable);
        lines.add(file.line());
      }
    } catch (IOException e) {
      close();
      throw e;
    }
    if (durable) {
      // The names by which recovery finds them must be safe as well.
      folders(staged, true).forEach(StagedFile::force);
    }
    sealed.addAll(staged);
    staged.clear();
    return lines;
  }

  @Override
  public final void place() throws IOException {
    for (StagedFile file : sealed) {
      file.rename();
    }
    if (durable) {
      folders(sealed, false).forEach(StagedFile::force);
    }
    sealed.clear();
  }

  private static Set<Path> folders(List<StagedFile> files, boolean before) {
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
  public final void close() throws IOException {
    for (StagedFile file : staged) {
      file.discard();
    }
    staged.clear();
  }
}
