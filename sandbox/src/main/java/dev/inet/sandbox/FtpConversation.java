package dev.inet.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One client of an {@link FtpServer}: its commands, one after the other. */
final class FtpConversation implements Closeable {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
  private static final DateTimeFormatter LIST =
      DateTimeFormatter.ofPattern("MMM dd HH:mm", Locale.ROOT);
  private static final DateTimeFormatter OLD =
      DateTimeFormatter.ofPattern("MMM dd  yyyy", Locale.ROOT);

  private final Caller caller;
  private final FtpTree tree;
  private final FtpServer.Settings settings;
  private final Consumer<String> hearing;
  private final FtpData data;
  private String user = "";
  private boolean signedIn;
  private boolean protectedData;
  private boolean binary;
  private String folder = "/";
  private long rest;
  private @Nullable String renaming;
  private String hash = "SHA-256";
  private int uniques;

  FtpConversation(
      Caller caller, FtpTree tree, FtpServer.Settings settings, Consumer<String> hearing)
      throws IOException {
    this.caller = caller;
    this.tree = tree;
    this.settings = settings;
    this.hearing = hearing;
    this.data = new FtpData(caller.channel());
    this.protectedData = caller.tls() != null;
  }

  @Override
  public void close() throws IOException {
    data.close();
  }

  void run() throws IOException {
    say("220 The inet sandbox");
    for (String raw = caller.readLine(); raw != null; raw = caller.readLine()) {
      String line = new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      int blank = line.indexOf(' ');
      String verb = (blank < 0 ? line : line.substring(0, blank)).toUpperCase(Locale.ROOT);
      String word = blank < 0 ? "" : line.substring(blank + 1);
      hearing.accept(verb.equals("PASS") ? "PASS" : verb + (word.isEmpty() ? "" : " " + word));
      if (verb.equals("QUIT")) {
        say("221 Goodbye");
        return;
      }
      if (settings.refused.contains(verb)) {
        say("502 " + verb + " is not implemented");
      } else {
        answer(verb, word);
      }
      if (!verb.equals("REST")) {
        rest = 0;
      }
    }
  }

  private void say(String reply) throws IOException {
    caller.send(reply + "\r\n");
  }

  private void answer(String verb, String word) throws IOException {
    switch (verb) {
      case "USER" -> user(word);
      case "PASS" -> pass(word);
      case "AUTH" -> auth(word);
      case "PBSZ" -> say(caller.tls() == null ? "503 No TLS yet" : "200 PBSZ=0");
      case "PROT" -> prot(word);
      case "FEAT" -> say(features());
      case "OPTS" -> opts(word);
      case "NOOP" -> say("200 Here");
      case "SYST" -> say("215 UNIX Type: L8");
      case "HELP" -> say("214 See RFC 959");
      default -> {
        if (signedIn) {
          file(verb, word);
        } else {
          say("530 Please sign in with USER and PASS");
        }
      }
    }
  }

  // --- who is there

  private void user(String name) throws IOException {
    user = name;
    signedIn = false;
    say("331 Password, please");
  }

  private void pass(String password) throws IOException {
    boolean guest = user.equals("anonymous") || user.equals("ftp");
    signedIn = guest || user.equals(Sandbox.USER) && password.equals(Sandbox.PASSWORD);
    say(signedIn ? "230 Welcome" : "530 Wrong user or password");
  }

  private boolean mayWrite() {
    return user.equals(Sandbox.USER);
  }

  private void auth(String word) throws IOException {
    SSLContext tls = settings.tls;
    if (tls == null || !word.toUpperCase(Locale.ROOT).startsWith("TLS")) {
      say("504 " + word + " is not offered");
      return;
    }
    if (caller.tls() != null) {
      say("503 TLS is there already");
      return;
    }
    say("234 Shake hands");
    caller.secure(tls);
  }

  private void prot(String word) throws IOException {
    if (caller.tls() == null) {
      say("503 No TLS yet");
    } else if (word.equalsIgnoreCase("P") || word.equalsIgnoreCase("C")) {
      protectedData = word.equalsIgnoreCase("P");
      say("200 Data is " + (protectedData ? "protected" : "in clear"));
    } else {
      say("536 Only C and P");
    }
  }

  private String features() {
    var text = new StringBuilder("211-Features:\r\n");
    for (String feature :
        new String[] {
          "EPRT", "EPSV", "HASH SHA-256*;SHA-1;MD5", "MDTM", "MFMT",
          "MLST type*;size*;modify*;UNIX.mode*;unique*;", "REST STREAM", "SIZE", "TVFS", "UTF8",
          "XSHA256", "XMD5", "XCRC"
        }) {
      String name = feature.split(" ")[0];
      boolean gone = settings.refused.contains(name.equals("MLST") ? "MLSD" : name);
      text.append(gone ? "" : " " + feature + "\r\n");
    }
    if (settings.tls != null) {
      text.append(" AUTH TLS\r\n PBSZ\r\n PROT\r\n");
    }
    return text.append("211 End").toString();
  }

  private void opts(String word) throws IOException {
    String[] words = word.toUpperCase(Locale.ROOT).split(" ");
    if (words[0].equals("UTF8")) {
      say("200 UTF-8 it is");
    } else if (words[0].equals("HASH")
        && words.length == 2
        && words[1].matches("SHA-256|SHA-1|MD5")) {
      hash = words[1];
      say("200 " + hash);
    } else {
      say("501 Unknown option");
    }
  }

  // --- files

  private void file(String verb, String word) throws IOException {
    String path = FtpTree.absolute(folder, word);
    switch (verb) {
      case "TYPE" -> type(word);
      case "MODE" -> say(word.equalsIgnoreCase("S") ? "200 Stream" : "504 Only S");
      case "STRU" -> say(word.equalsIgnoreCase("F") ? "200 File" : "504 Only F");
      case "ALLO" -> say("202 No need");
      case "PWD", "XPWD" -> say("257 \"" + folder.replace("\"", "\"\"") + "\" is here");
      case "CWD", "XCWD" -> cwd(path);
      case "CDUP", "XCUP" -> cwd(FtpTree.absolute(folder, ".."));
      case "PASV" -> pasv();
      case "EPSV" -> say("229 Come here (|||" + data.listen() + "|)");
      case "PORT" -> port(word);
      case "EPRT" -> eprt(word);
      case "REST" -> {
        rest = word.matches("\\d{1,15}") ? Long.parseLong(word) : 0;
        say("350 From " + rest);
      }
      case "SIZE" -> size(path);
      case "MDTM" -> mdtm(path);
      case "MLST" -> mlst(path);
      case "MLSD", "LIST", "NLST" -> list(verb, word);
      case "RETR" -> retr(path);
      case "HASH", "XSHA256", "XMD5", "XCRC" -> sum(verb, path, word);
      case "ABOR" -> say("225 Nothing is going on");
      case "STAT" -> say("211 All is well");
      default -> {
        if (mayWrite() || !isWriting(verb)) {
          write(verb, word, path);
        } else {
          data.close();
          say("550 Guests only read");
        }
      }
    }
  }

  private static boolean isWriting(String verb) {
    return switch (verb) {
      case "STOR",
          "APPE",
          "STOU",
          "DELE",
          "MKD",
          "XMKD",
          "RMD",
          "XRMD",
          "RNFR",
          "RNTO",
          "MFMT",
          "SITE" ->
          true;
      default -> false;
    };
  }

  private void write(String verb, String word, String path) throws IOException {
    switch (verb) {
      case "STOR" -> store(path, rest, "150 Go on");
      case "APPE" -> store(path, -1, "150 Go on");
      case "STOU" -> {
        String name = (word.isEmpty() ? "file" : word) + "." + ++uniques;
        store(FtpTree.absolute(folder, name), 0, "150 FILE: " + name);
      }
      case "DELE" -> done(tree.delete(path, false), "250 Gone");
      case "MKD", "XMKD" -> done(tree.makeFolder(path), "257 \"" + path + "\" is there");
      case "RMD", "XRMD" -> done(tree.delete(path, true), "250 Gone");
      case "RNFR" -> {
        renaming = tree.find(path) == null ? null : path;
        say(renaming == null ? "550 No such file" : "350 And its new name?");
      }
      case "RNTO" -> {
        String from = renaming;
        renaming = null;
        if (from == null) {
          say("503 RNFR first");
        } else {
          done(tree.rename(from, path), "250 Renamed");
        }
      }
      case "MFMT" -> mfmt(word);
      case "SITE" -> site(word);
      default -> say("500 " + verb + " is not known");
    }
  }

  private void done(boolean did, String reply) throws IOException {
    say(did ? reply : "550 Impossible");
  }

  private void type(String word) throws IOException {
    char type = word.isEmpty() ? ' ' : Character.toUpperCase(word.charAt(0));
    binary = type == 'I' || type == 'L';
    say(type == 'A' || binary ? "200 Type " + type : "504 Only A and I");
  }

  private void cwd(String path) throws IOException {
    FtpTree.Node node = tree.find(path);
    boolean fits = node != null && node.folder;
    folder = fits ? path : folder;
    say(fits ? "250 Here we are" : "550 No such folder");
  }

  private void pasv() throws IOException {
    int port = data.listen();
    String named = settings.pasvAddress;
    String address = named == null ? data.own().getHostAddress().replace('.', ',') : named;
    if (address.indexOf(':') >= 0) {
      data.close();
      say("522 Use EPSV");
      return;
    }
    say("227 Come here (" + address + "," + (port >> 8) + "," + (port & 0xff) + ")");
  }

  private void port(String word) throws IOException {
    String[] numbers = word.split(",");
    try {
      byte[] address = new byte[4];
      for (int i = 0; i < 4; i++) {
        address[i] = (byte) Integer.parseInt(numbers[i].strip());
      }
      int port = Integer.parseInt(numbers[4].strip()) << 8 | Integer.parseInt(numbers[5].strip());
      active(new InetSocketAddress(InetAddress.getByAddress(address), port));
    } catch (RuntimeException e) {
      say("501 Six numbers, please");
    }
  }

  private void eprt(String word) throws IOException {
    try {
      String[] fields = word.split("\\|");
      InetAddress address =
          InetAddress.getByName(fields[2].matches("[0-9a-fA-F.:]+") ? fields[2] : "");
      active(new InetSocketAddress(address, Integer.parseInt(fields[3])));
    } catch (RuntimeException e) {
      say("501 |1|address|port|, please");
    }
  }

  private void active(InetSocketAddress to) throws IOException {
    say(data.active(to) ? "200 There" : "500 That is not you");
  }

  private FtpTree.@Nullable Node plain(String path) {
    FtpTree.Node node = tree.find(path);
    return node == null || node.folder ? null : node;
  }

  private void size(String path) throws IOException {
    FtpTree.Node node = plain(path);
    say(node == null || !binary ? "550 No size" : "213 " + node.size());
  }

  private void mdtm(String path) throws IOException {
    FtpTree.Node node = plain(path);
    say(node == null ? "550 No such file" : "213 " + stamp(node));
  }

  private static String stamp(FtpTree.Node node) {
    return STAMP.format(LocalDateTime.ofInstant(node.modified, ZoneOffset.UTC));
  }

  private void mfmt(String word) throws IOException {
    int blank = word.indexOf(' ');
    FtpTree.Node node =
        blank < 0 ? null : plain(FtpTree.absolute(folder, word.substring(blank + 1)));
    if (node == null) {
      say("550 No such file");
      return;
    }
    try {
      node.modified =
          LocalDateTime.parse(word.substring(0, blank), STAMP).toInstant(ZoneOffset.UTC);
      say("213 Modify=" + stamp(node) + "; " + word.substring(blank + 1));
    } catch (DateTimeParseException e) {
      say("501 YYYYMMDDHHMMSS, please");
    }
  }

  private void site(String word) throws IOException {
    String[] words = word.split(" ", 3);
    if (!words[0].equalsIgnoreCase("CHMOD")
        || words.length < 3
        || !words[1].matches("[0-7]{3,4}")) {
      say(words[0].equalsIgnoreCase("CHMOD") ? "501 SITE CHMOD mode file" : "504 Only CHMOD");
      return;
    }
    FtpTree.Node node = tree.find(FtpTree.absolute(folder, words[2]));
    if (node != null) {
      node.mode = Integer.parseInt(words[1], 8);
    }
    say(node == null ? "550 No such file" : "200 Changed");
  }

  private void sum(String verb, String path, String word) throws IOException {
    FtpTree.Node node = plain(path);
    if (node == null || node.pattern >= 0) {
      say("550 No such file");
      return;
    }
    if (verb.equals("XCRC")) {
      var crc = new CRC32();
      crc.update(node.bytes);
      say("250 " + String.format(Locale.ROOT, "%08X", crc.getValue()));
      return;
    }
    String algorithm = verb.equals("HASH") ? hash : verb.equals("XMD5") ? "MD5" : "SHA-256";
    try {
      byte[] digest = MessageDigest.getInstance(algorithm).digest(node.bytes);
      String hex = HexFormat.of().formatHex(digest);
      say(
          verb.equals("HASH")
              ? "213 " + algorithm + " 0-" + node.bytes.length + " " + hex + " " + word
              : "250 " + hex);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  // --- listings

  private static String facts(FtpTree.Node node, String type) {
    return "type="
        + type
        + ";"
        + (node.folder ? "" : "size=" + node.size() + ";")
        + "modify="
        + stamp(node)
        + ";UNIX.mode="
        + String.format(Locale.ROOT, "%04o", node.mode)
        + ";unique="
        + Long.toHexString(node.id)
        + "; ";
  }

  private void mlst(String path) throws IOException {
    FtpTree.Node node = tree.find(path);
    say(
        node == null
            ? "550 No such file"
            : "250-Facts\r\n " + facts(node, node.folder ? "dir" : "file") + path + "\r\n250 End");
  }

  private void list(String verb, String word) throws IOException {
    String asked = word.startsWith("-") ? word.replaceFirst("-\\S*\\s*", "") : word;
    String path = FtpTree.absolute(folder, asked);
    FtpTree.Node node = tree.find(path);
    if (node == null || verb.equals("MLSD") && !node.folder) {
      data.close();
      say("550 No such folder");
      return;
    }
    var text = new StringBuilder();
    if (!node.folder) {
      line(verb, asked, node, text);
    } else {
      if (verb.equals("MLSD")) {
        text.append(facts(node, "cdir")).append(".\r\n");
      }
      tree.children(node).forEach((name, child) -> line(verb, name, child, text));
    }
    send(text.toString().getBytes(StandardCharsets.UTF_8), 0, -1);
  }

  private static void line(String verb, String name, FtpTree.Node node, StringBuilder to) {
    switch (verb) {
      case "MLSD" -> to.append(facts(node, node.folder ? "dir" : "file"));
      case "LIST" -> {
        var mode = new StringBuilder(node.folder ? "d" : "-");
        for (int i = 8; i >= 0; i--) {
          mode.append((node.mode >> i & 1) == 1 ? "rwx".charAt(2 - i % 3) : '-');
        }
        LocalDateTime time = LocalDateTime.ofInstant(node.modified, ZoneOffset.UTC);
        boolean recent = node.modified.isAfter(Instant.now().minusSeconds(180L * 86_400));
        to.append(
            String.format(
                Locale.ROOT,
                "%s 1 demo demo %10d %s ",
                mode,
                node.folder ? 4096 : node.size(),
                (recent ? LIST : OLD).format(time)));
      }
      default -> {}
    }
    to.append(name).append("\r\n");
  }

  // --- data

  private @Nullable Socket open(String reply) throws IOException {
    if (!data.isReady()) {
      say("425 EPSV or PASV first");
      return null;
    }
    boolean first = protectedData && settings.handshake != null;
    try {
      if (!first) {
        say(reply);
      }
      Socket socket = data.open(protectedData ? tls() : null, settings.handshake);
      if (first) {
        say(reply);
      }
      SSLSocket control = caller.tls();
      if (settings.needsReuse
          && control != null
          && socket instanceof SSLSocket secured
          && secured.getSession().getCreationTime() > control.getSession().getCreationTime()) {
        data.close();
        say("522 The data connection must resume the session");
        return null;
      }
      return socket;
    } catch (IOException e) {
      data.close();
      say("425 No data connection");
      return null;
    }
  }

  private @Nullable SSLContext tls() {
    return settings.tls;
  }

  private void retr(String path) throws IOException {
    FtpTree.Node node = plain(path);
    if (node == null) {
      data.close();
      say("550 No such file");
      return;
    }
    if (!binary) {
      String text = new String(node.bytes, StandardCharsets.ISO_8859_1).replace("\n", "\r\n");
      send(text.getBytes(StandardCharsets.ISO_8859_1), 0, -1);
      return;
    }
    send(node.bytes, rest, node.pattern);
  }

  private void send(byte[] bytes, long from, long pattern) throws IOException {
    Socket socket = open("150 Here it comes");
    if (socket == null) {
      return;
    }
    try {
      if (pattern >= 0) {
        for (long at = from; at < pattern; ) {
          int length = (int) Math.min(256 * 1024, pattern - at);
          FtpData.send(socket, Samples.bytes(at, length), 0);
          caller.moved();
          at += length;
        }
      } else {
        FtpData.send(socket, bytes, (int) Math.min(from, bytes.length));
      }
      if (socket instanceof SSLSocket secured) {
        secured.shutdownOutput();
      }
      data.close();
      say("226 That is all");
    } catch (IOException e) {
      data.close();
      say("426 The data connection broke");
    }
  }

  private void store(String path, long from, String reply) throws IOException {
    if (!tree.takes(path)) {
      data.close();
      say("553 Not there");
      return;
    }
    Socket socket = open(reply);
    if (socket == null) {
      return;
    }
    var bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[64 * 1024];
    try {
      InputStream in = socket.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes.write(buffer, 0, n);
        caller.moved();
      }
    } catch (IOException e) {
      data.close();
      tree.store(path, from, bytes.toByteArray(), bytes.size());
      say("426 The data connection broke");
      return;
    }
    byte[] whole = bytes.toByteArray();
    if (!binary) {
      String text = new String(whole, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
      whole = text.getBytes(StandardCharsets.ISO_8859_1);
    }
    boolean fits = tree.store(path, from, whole, whole.length);
    data.close();
    say(fits ? "226 Stored" : "552 The disk is full");
  }
}
