package dev.inet.core.bridge;

import dev.inet.core.Endpoint;
import dev.inet.core.InetException;
import dev.inet.core.dial.Target;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.MalformedServerReplyException;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.io.CRLFLineReader;

/** commons-net as a wire of ours uses it. */
final class Ftp extends FTPClient {
  private static final Pattern ADDRESS = Pattern.compile("(\\d+,\\d+,\\d+,\\d+),");

  private final LibrarySockets sockets;
  private boolean secured;

  Ftp(LibrarySockets sockets) {
    this.sockets = sockets;
    setUseEPSVwithIPv4(true);
  }

  void open(Target target) throws IOException {
    Endpoint peer = target.peer();
    setSocketFactory(sockets.toward(target));
    connect(sockets.token(peer.host()), peer.port());
    setSocketFactory(sockets.anywhere());
    enterLocalPassiveMode();
    if (!login("demo", "demo")) {
      throw new IOException(getReplyString());
    }
  }

  void authTls() throws IOException {
    if (sendCommand("AUTH", "TLS") != 234) {
      throw new IOException(getReplyString());
    }
    _socket_ = layer(_socket_);
    _controlInput_ =
        new CRLFLineReader(
            new InputStreamReader(_socket_.getInputStream(), StandardCharsets.UTF_8));
    _controlOutput_ =
        new BufferedWriter(
            new OutputStreamWriter(_socket_.getOutputStream(), StandardCharsets.UTF_8));
    sendCommand("PBSZ", "0");
    sendCommand("PROT", "P");
    secured = true;
  }

  private Socket layer(Socket socket) throws IOException {
    SSLSocket layer = (SSLSocket) sockets.layered().createSocket(socket, "wrong.test", 1, true);
    layer.startHandshake();
    return layer;
  }

  @Override
  protected Socket _openDataConnection_(String command, String arg) throws IOException {
    Socket socket = super._openDataConnection_(command, arg);
    return socket == null || !secured ? socket : layer(socket);
  }

  @Override
  protected void _parsePassiveModeReply(String reply) throws MalformedServerReplyException {
    Matcher address = ADDRESS.matcher(reply);
    if (isIpAddressFromPasvResponse() && address.find()) {
      try {
        sockets.token(address.group(1).replace(',', '.'));
      } catch (InetException e) {
        var refused = new MalformedServerReplyException(reply);
        refused.initCause(e);
        throw refused;
      }
    }
    super._parsePassiveModeReply(reply);
  }

  String retrieve(String name) throws IOException {
    var out = new java.io.ByteArrayOutputStream();
    setFileType(BINARY_FILE_TYPE);
    if (!retrieveFile(name, out)) {
      throw new IOException(getReplyString());
    }
    return out.toString(StandardCharsets.US_ASCII);
  }
}
