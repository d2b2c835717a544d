package dev.inet.sandbox;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A throw-away certificate authority, made at run time and never stored by itself.
 *
 * <p>Its certificates follow RFC 5280 and are valid for a day. {@link #server} is what a server of
 * the sandbox presents; {@link #leaf} makes every other kind, the broken ones too:
 *
 * <pre>{@code
 * Authority authority = Authority.create();
 * Identity expired = authority.leaf("localhost").expired().issue();
 * Identity other = authority.leaf("other.example").keys(Keys.RSA).issue();
 * SSLContext context = Tls.serving(expired);
 * }</pre>
 */
public final class Authority {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final Keys kind;
  private final KeyPair pair;
  private final X509Certificate certificate;
  private final @Nullable Authority issuer;
  private final SecureRandom random = new SecureRandom();

  private Authority(Keys kind, String name, @Nullable Authority issuer) {
    this.kind = kind;
    this.pair = kind.pair();
    this.issuer = issuer;
    byte[] constraints = extension("2.5.29.19", true, Der.sequence(Der.bool(true)));
    byte[] usage = extension("2.5.29.15", true, Der.flags(0x06));
    Instant now = Instant.now();
    Authority signer = issuer == null ? this : issuer;
    String issuerName = issuer == null ? name : issuer.name();
    this.certificate =
        signer.sign(
            name, issuerName, pair.getPublic(), now.minus(HOUR), now.plus(DAY), constraints, usage);
  }

  /** Makes an authority with a P-256 key. */
  public static Authority create() {
    return create(Keys.EC);
  }

  /** Makes an authority with a key of the given kind. */
  public static Authority create(Keys kind) {
    return new Authority(kind, "inet sandbox " + kind + " root", null);
  }

  /** Makes an authority below this one; its certificate is part of the chains that it issues. */
  public Authority intermediate() {
    return new Authority(kind, "inet sandbox " + kind + " intermediate", this);
  }

  /** Returns the certificate of this authority, which a client has to trust. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Returns the certificate of this authority as PEM, as for {@code --cacert}. */
  public String pem() {
    return Identity.pem(certificate);
  }

  /**
   * Issues what a server on loopback presents: localhost, 127.0.0.1, ::1, and the names that only a
   * proxy or the sandbox's name server knows: {@code example.test} with all below it, {@code
   * web.test}, {@code mail.test}, {@code a.test}, {@code b.test}; {@code *.test} for the clients
   * that take a wildcard right below the top.
   */
  public Identity server() {
    return leaf(
            "localhost",
            "example.test",
            "*.example.test",
            "web.test",
            "mail.test",
            "a.test",
            "b.test",
            "*.test",
            "127.0.0.1",
            "::1")
        .issue();
  }

  /** Issues a client certificate for the given name. */
  public Identity client(String name) {
    return leaf(name).forClient().issue();
  }

  /**
   * Begins a certificate.
   *
   * @param names DNS names and literal addresses; the first is also the common name
   */
  public Leaf leaf(String... names) {
    return new Leaf(List.of(names));
  }

  private String name() {
    String subject = certificate.getSubjectX500Principal().getName();
    return subject.substring("CN=".length());
  }

  /** A certificate that is being described; each method returns this. */
  public final class Leaf {
    private final List<String> names;
    private Keys keys = Keys.EC;
    private Instant from = Instant.now().minus(HOUR);
    private Instant until = Instant.now().plus(DAY);
    private boolean client;
    private boolean selfSigned;

    private Leaf(List<String> names) {
      this.names = names;
    }

    /** Chooses the kind of key. */
    public Leaf keys(Keys kind) {
      keys = kind;
      return this;
    }

    /** Makes it a certificate that was good until yesterday. */
    public Leaf expired() {
      return valid(Instant.now().minus(DAY.multipliedBy(10)), Instant.now().minus(DAY));
    }

    /** Sets the time in which it is valid. */
    public Leaf valid(Instant from, Instant until) {
      this.from = from;
      this.until = until;
      return this;
    }

    /** Makes it good for a client and for nothing else. */
    public Leaf forClient() {
      client = true;
      return this;
    }

    /** Signs it with its own key, so that no authority vouches for it. */
    public Leaf selfSigned() {
      selfSigned = true;
      return this;
    }

    /** Makes key and certificate. */
    public Identity issue() {
      KeyPair own = keys.pair();
      byte[] constraints = extension("2.5.29.19", true, Der.sequence());
      byte[] usage = extension("2.5.29.15", true, Der.flags(keys == Keys.RSA ? 0xA0 : 0x80));
      String purpose = client ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1";
      byte[] purposes = extension("2.5.29.37", false, Der.sequence(Der.oid(purpose)));
      byte[] alternatives = extension("2.5.29.17", false, Der.sequence(alternatives()));
      X509Certificate leaf =
          selfSigned
              ? sign(
                  keys,
                  own,
                  names.get(0),
                  names.get(0),
                  own.getPublic(),
                  from,
                  until,
                  constraints,
                  usage,
                  purposes,
                  alternatives)
              : sign(
                  names.get(0),
                  name(),
                  own.getPublic(),
                  from,
                  until,
                  constraints,
                  usage,
                  purposes,
                  alternatives);
      List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
      for (Authority at = Authority.this; !selfSigned && at.issuer != null; at = at.issuer) {
        chain.add(at.certificate);
      }
      return new Identity(own.getPrivate(), chain);
    }

    private byte[][] alternatives() {
      return names.stream().map(Authority::alternative).toArray(byte[][]::new);
    }
  }

  /** A GeneralName of RFC 5280: [7] for a literal address, [2] for a DNS name. */
  private static byte[] alternative(String name) {
    if (!IPV4.matcher(name).matches() && name.indexOf(':') < 0) {
      return Der.implicit(2, name.getBytes(StandardCharsets.US_ASCII));
    }
    try {
      return Der.implicit(7, InetAddress.getByName(name).getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("Not an address: " + name, e);
    }
  }

  private X509Certificate sign(
      String subject,
      String issuer,
      PublicKey key,
      Instant from,
      Instant until,
      byte[]... extensions) {
    return sign(kind, pair, subject, issuer, key, from, until, extensions);
  }

  private X509Certificate sign(
      Keys signing,
      KeyPair signer,
      String subject,
      String issuer,
      PublicKey key,
      Instant from,
      Instant until,
      byte[]... extensions) {
    List<byte[]> all = new ArrayList<>(List.of(extensions));
    all.add(extension("2.5.29.14", false, Der.octets(identifier(key))));
    byte[] authorityKey = Der.sequence(Der.implicit(0, identifier(signer.getPublic())));
    all.add(extension("2.5.29.35", false, authorityKey));
    byte[] body =
        Der.sequence(
            Der.explicit(0, Der.integer(2)),
            Der.integer(new BigInteger(64, random).add(BigInteger.ONE)),
            signing.signatureAlgorithm(),
            distinguishedName(issuer),
            Der.sequence(Der.time(from), Der.time(until)),
            distinguishedName(subject),
            key.getEncoded(),
            Der.explicit(3, Der.sequence(all.toArray(byte[][]::new))));
    try {
      Signature signature = Signature.getInstance(signing.signature);
      signature.initSign(signer.getPrivate());
      signature.update(body);
      byte[] der = Der.sequence(body, signing.signatureAlgorithm(), Der.bits(signature.sign()));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java cannot sign certificates", e);
    }
  }

  private static byte[] identifier(PublicKey key) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java lacks SHA-1", e);
    }
  }

  private static byte[] extension(String oid, boolean critical, byte[] value) {
    return critical
        ? Der.sequence(Der.oid(oid), Der.bool(true), Der.octets(value))
        : Der.sequence(Der.oid(oid), Der.octets(value));
  }

  private static byte[] distinguishedName(String commonName) {
    return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.utf8(commonName))));
  }
}
