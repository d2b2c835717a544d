package dev.inet.mail;

import dev.inet.core.InetException;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message that can be sent: its bytes, what is known about them, its identifier. To be closed,
 * since a large one that was composed lies in a file.
 *
 * @param source its bytes
 * @param facts what is known about them
 * @param identifier its {@code Message-ID} with angle brackets, where it has one
 * @param spool what is to be closed; {@code null} for nothing
 */
public record ReadyMessage(
    MessageSource source, MessageFacts facts, Optional<String> identifier, @Nullable Spool spool)
    implements Closeable {

  /**
   * Composes a message.
   *
   * @param draft what it says
   * @throws IOException where a file of it cannot be read
   */
  public static ReadyMessage of(Draft draft) throws IOException {
    var spool = new Spool();
    try {
      Composer.write(draft, spool);
      return new ReadyMessage(
          spool, MessageFacts.of(spool), Optional.of(draft.identifier()), spool);
    } catch (IOException | RuntimeException e) {
      spool.close();
      throw e;
    }
  }

  /**
   * Takes a message as it is.
   *
   * @param source its bytes
   * @throws IOException where it cannot be read
   */
  public static ReadyMessage of(MessageSource source) throws IOException {
    MessageFacts facts = MessageFacts.of(source);
    Optional<String> identifier;
    try (InputStream in = new CrlfStream(source.open())) {
      identifier = HeaderFields.read(in).value("Message-ID");
    } catch (InetException e) {
      // Whatever that is, it is sent byte for byte.
      identifier = Optional.empty();
    }
    return new ReadyMessage(source, facts, identifier, source instanceof Spool own ? own : null);
  }

  /**
   * Returns the same with a signature before it.
   *
   * @param signer who signs
   * @param now the moment of the signature
   * @throws IOException where it cannot be read
   */
  public ReadyMessage signed(DkimSigner signer, Instant now) throws IOException {
    byte[] field = signer.sign(source, now).getBytes(StandardCharsets.ISO_8859_1);
    MessageSource both =
        new MessageSource() {
          @Override
          public InputStream open() throws IOException {
            return new SequenceInputStream(new ByteArrayInputStream(field), source.open());
          }

          @Override
          public long size() throws IOException {
            return field.length + source.size();
          }
        };
    var more =
        new MessageFacts(
            facts.size() + field.length,
            facts.isEightBit(),
            facts.isEightBitHeader(),
            facts.hasNul(),
            facts.bareLineEnds(),
            Math.max(facts.longestLine(), 76),
            facts.isOpen());
    return new ReadyMessage(both, more, identifier, spool);
  }

  /**
   * Writes it as it goes out: with CR LF line ends, before dots are stuffed.
   *
   * @param out where to
   * @throws IOException where it cannot be read, or the stream fails
   */
  public void writeTo(OutputStream out) throws IOException {
    try (InputStream in = new CrlfStream(source.open())) {
      in.transferTo(out);
    }
  }

  @Override
  public void close() throws IOException {
    if (spool != null) {
      spool.close();
    }
  }
}
