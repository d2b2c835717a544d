package dev.inet.gopher;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies a hole, or a part of it, into a folder: each menu becomes a folder with {@code gophermap},
 * the menu's lines as they came, and {@code index.html}, the same with links to the copies.
 *
 * <p>Every file is written under another name and renamed when it is whole. Nothing is written
 * outside the folder, whatever the server calls its files.
 */
public final class GopherMirror {
  private final Dialer dialer;
  private final GopherOptions options;
  private final GopherUrl start;
  private final Path folder;
  private final boolean spansHosts;
  private final LocalNames names;
  private final Map<GopherUrl, Path> menus = new LinkedHashMap<>();
  private final Map<GopherUrl, Path> copies = new LinkedHashMap<>();
  private boolean startIsLocal;

  /** Hears of each copy and each failure. */
  public interface Listener {
    /**
     * Hears of a copy.
     *
     * @param place where it came from
     * @param file where it is now
     * @param size its length in bytes
     */
    void copied(GopherUrl place, Path file, long size) throws IOException;

    /**
     * Hears of a failure.
     *
     * @param place what could not be copied
     * @param menu the menu that links to it
     * @param why the reason
     */
    void failed(GopherUrl place, GopherUrl menu, InetException why) throws IOException;
  }

  /**
   * Makes one.
   *
   * @param dialer makes the connections
   * @param options how answers are read
   * @param start where to begin
   * @param folder where to write; made if it is missing
   * @param spansHosts whether links to other servers are followed as well
   */
  public GopherMirror(
      Dialer dialer, GopherOptions options, GopherUrl start, Path folder, boolean spansHosts) {
    this.dialer = dialer;
    this.options = options;
    this.start = start;
    this.folder = folder.toAbsolutePath().normalize();
    this.spansHosts = spansHosts;
    this.names = new LocalNames(this.folder, start);
  }

  /**
   * Copies.
   *
   * @param walk how far and how fast
   * @param listener hears what happens
   * @return whether everything within reach was tried
   * @throws InetException as {@link Failure#LOCAL_WRITE} where a file cannot be written
   */
  public boolean run(GopherWalk walk, Listener listener) throws IOException {
    boolean whole =
        walk.from(
            start,
            dialer.total(),
            new GopherWalk.Visitor() {
              @Override
              public boolean follows(GopherUrl place) {
                return place.itemType() != ItemType.SEARCH
                    && (spansHosts || place.sharesServerWith(start));
              }

              @Override
              public List<MenuItem> visit(GopherUrl place) throws IOException {
                return copy(place, listener);
              }

              @Override
              public void failed(GopherUrl place, GopherUrl menu, InetException why)
                  throws IOException {
                if (why.failure() == Failure.LOCAL_WRITE) {
                  throw why;
                }
                listener.failed(place, menu, why);
              }
            });
    for (Map.Entry<GopherUrl, Path> menu : menus.entrySet()) {
      writePage(menu.getKey(), menu.getValue());
    }
    return whole;
  }

  private List<MenuItem> copy(GopherUrl place, Listener listener) throws IOException {
    Path target = names.of(place);
    try (GopherClient client = GopherClient.open(dialer, place, options)) {
      if (place.equals(start)) {
        startIsLocal = client.isLoopback();
      } else if (client.isLoopback() && !startIsLocal) {
        // A hole out there must not make us ask the services of this machine.
        throw new InetException(Failure.REFUSED, "a link from outside to this machine");
      }
      if (!place.itemType().isMenu()) {
        long size = write(target, client::get);
        copies.put(place, target);
        listener.copied(place, target, size);
        return List.of();
      }
      byte[] lines = client.menuLines();
      List<MenuItem> items = GopherClient.read(lines, place, options);
      Path map = target.resolve(LocalNames.MENU);
      long size = write(map, bytes(lines));
      menus.put(place, target);
      copies.put(place, target.resolve(LocalNames.PAGE));
      listener.copied(place, map, size);
      return items;
    }
  }

  private void writePage(GopherUrl place, Path menu) throws IOException {
    byte[] lines = Files.readAllBytes(menu.resolve(LocalNames.MENU));
    List<MenuItem> items = MenuParser.parse(lines, place, options);
    String page = new MenuPage(place, menu, copies).html(items);
    write(menu.resolve(LocalNames.PAGE), bytes(page.getBytes(StandardCharsets.UTF_8)));
  }

  private interface Body {
    long to(FileChannel channel) throws IOException;
  }

  private static Body bytes(byte[] bytes) {
    return channel -> {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      return bytes.length;
    };
  }

  private long write(Path file, Body body) throws IOException {
    if (!file.normalize().startsWith(folder)) {
      throw new IllegalStateException(file + " is outside " + folder);
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.createDirectories(part.getParent());
      long size;
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        size = body.to(channel);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return size;
    } catch (InetException e) {
      Files.deleteIfExists(part);
      throw e;
    } catch (FileSystemException e) {
      throw new InetException(Failure.LOCAL_WRITE, "cannot write '" + file + "'", e);
    }
  }
}
