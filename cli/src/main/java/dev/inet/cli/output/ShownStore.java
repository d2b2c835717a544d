package dev.inet.cli.output;

import dev.inet.mail.Arrival;
import dev.inet.mail.Delivery;
import dev.inet.mail.MailBatch;
import dev.inet.mail.MailStore;
import java.io.IOException;

/** A store that tells people how many messages came to it, and how many bytes. */
public final class ShownStore implements MailStore {
  private final MailStore store;
  private final String name;
  private final Progress progress;

  /**
   * Returns a store that tells; the store itself where nobody is told.
   *
   * @param store where messages go; closed with what is returned
   * @param name where they come from
   * @param progress shows it
   */
  public static MailStore of(MailStore store, String name, Progress progress) {
    return progress.isShown() ? new ShownStore(store, name, progress) : store;
  }

  private ShownStore(MailStore store, String name, Progress progress) {
    this.store = store;
    this.name = name;
    this.progress = progress;
  }

  @Override
  public Delivery begin(Arrival arrival) throws IOException {
    return new Shown(store.begin(arrival), progress.begin(name, -1));
  }

  private static final class Shown extends Delivery {
    private final Delivery to;
    private final Progress.Transfer transfer;

    Shown(Delivery to, Progress.Transfer transfer) {
      this.to = to;
      this.transfer = transfer;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      to.write(bytes, offset, length);
      transfer.moved(length);
    }

    @Override
    public void commit() throws IOException {
      to.commit();
      transfer.close();
    }

    @Override
    public String place() {
      return to.place();
    }

    @Override
    public void close() throws IOException {
      transfer.close();
      to.close();
    }
  }

  @Override
  public String litter() {
    return store.litter();
  }

  @Override
  public int staged() {
    return store.staged();
  }

  @Override
  public MailBatch cut() throws IOException {
    return store.cut();
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
