package dev.inet.core.bridge;

import dev.inet.sandbox.Caller;
import dev.inet.sandbox.Conversation;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** An FTP server of one file, which counts its data connections. */
final class FtpPart implements Peer.Part {
  static final String FILE = "what the file holds\r\n";

  final AtomicInteger dataConnections = new AtomicInteger();
  private final SSLContext tls;
  private volatile String pasv = "240,0,0,1";
  private volatile boolean epsv = true;

  FtpPart(SSLContext tls) {
    this.tls = tls;
  }

  /** Refuses EPSV, and names an address in the reply to PASV. */
  FtpPart pasvOnly(String address) {
    epsv = false;
    pasv = address.replace('.', ',');
    return this;
  }

  @Override
  public void play(Conversation conversation) throws IOException {
    Caller caller = conversation.caller();
    boolean secured = false;
    caller.send("220 ready\r\n");
    ServerSocket passive = null;
    for (String line = caller.readLine(); line != null; line = caller.readLine()) {
      String verb = line.split(" ")[0].toUpperCase(Locale.ROOT);
      switch (verb) {
        case "USER" -> caller.send("331 and the password\r\n");
        case "PASS" -> caller.send("230 in\r\n");
        case "AUTH" -> {
          caller.send("234 go ahead\r\n");
          caller.secure(tls);
        }
        case "PROT" -> {
          secured = line.endsWith("P");
          caller.send("200 so be it\r\n");
        }
        case "PBSZ", "TYPE", "NOOP" -> caller.send("200 so be it\r\n");
        case "EPSV", "PASV" -> {
          if (verb.equals("EPSV") && !epsv) {
            caller.send("502 not here\r\n");
            continue;
          }
          passive = new ServerSocket(0, 1, local(caller));
          passive.setSoTimeout(5000);
          int port = passive.getLocalPort();
          caller.send(
              verb.equals("EPSV")
                  ? "229 extended (|||" + port + "|)\r\n"
                  : "227 passive (" + pasv + "," + port / 256 + "," + port % 256 + ")\r\n");
        }
        case "RETR" -> {
          caller.send("150 here it comes\r\n");
          deliver(passive, secured);
          caller.send("226 done\r\n");
        }
        case "QUIT" -> {
          caller.send("221 bye\r\n");
          return;
        }
        default -> caller.send("502 what? " + line + "\r\n");
      }
    }
  }

  private static InetAddress local(Caller caller) throws IOException {
    return ((InetSocketAddress) caller.channel().getLocalAddress()).getAddress();
  }

  private void deliver(ServerSocket passive, boolean secured) throws IOException {
    try (ServerSocket server = passive;
        Socket data = server.accept()) {
      dataConnections.incrementAndGet();
      if (!secured) {
        data.getOutputStream().write(FILE.getBytes(StandardCharsets.US_ASCII));
        return;
      }
      try (SSLSocket layer =
          (SSLSocket) tls.getSocketFactory().createSocket(data, (InputStream) null, true)) {
        layer.getOutputStream().write(FILE.getBytes(StandardCharsets.US_ASCII));
      }
    }
  }
}
