package dev.inet.http;

import dev.inet.core.dial.Connection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** What OkHttp tells of a request on its way: when its parts begin. */
final class LegWire extends EventListener {
  private final Map<Call, Leg> legs;

  /** Makes one that looks up the legs of calls. */
  LegWire(Map<Call, Leg> legs) {
    this.legs = legs;
  }

  private @Nullable Leg leg(Call call) {
    return legs.get(call);
  }

  @Override
  public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
    Leg leg = leg(call);
    if (leg != null) {
      leg.connecting();
    }
  }

  @Override
  public void secureConnectStart(Call call) {
    Leg leg = leg(call);
    if (leg != null) {
      leg.securing();
    }
  }

  @Override
  public void connectEnd(
      Call call, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol) {
    Leg leg = leg(call);
    if (leg != null) {
      leg.connected();
    }
  }

  @Override
  public void requestHeadersStart(Call call) {
    Leg leg = leg(call);
    if (leg != null) {
      leg.sending();
    }
  }

  @Override
  public void requestHeadersEnd(Call call, Request request) {
    Leg leg = leg(call);
    if (leg != null) {
      leg.sent();
    }
  }

  @Override
  public void requestBodyStart(Call call) {
    Leg leg = leg(call);
    if (leg != null) {
      leg.beginsBody();
    }
  }

  /** The time for an answer's head begins when the request is out. */
  @Override
  public void requestBodyEnd(Call call, long bytes) {
    Leg leg = leg(call);
    if (leg == null) {
      return;
    }
    leg.sent();
    waitForHead(leg);
  }

  /** What was sent of the body has to do. */
  @Override
  public void requestFailed(Call call, IOException e) {
    Leg leg = leg(call);
    if (leg != null) {
      waitForHead(leg);
    }
  }

  private static void waitForHead(Leg leg) {
    leg.endsBody();
    StreamTimeWire time = leg.time();
    Connection connection = leg.connection();
    if (time != null) {
      time.begin();
    } else if (connection != null) {
      connection.replyDeadline();
    }
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    Leg leg = leg(call);
    if (leg != null) {
      leg.answered();
    }
    if (leg != null && response.code() == 204) {
      hideLength(response.headers(), leg);
    }
    if (response.code() == 101) {
      sayUpgradeAlone(response.headers());
    }
  }

  /**
   * Has OkHttp see no length in a 204: it refuses one, though such an answer ends with its head
   * whatever it says (RFC 9112, section 6.3), and many servers say it.
   */
  private static void hideLength(Headers headers, Leg leg) {
    String[] pairs = headers.getNamesAndValues$okhttp();
    for (int i = 0; i < pairs.length; i += 2) {
      boolean length = pairs[i].equalsIgnoreCase("Content-Length") && !pairs[i + 1].equals("0");
      if (length) {
        leg.hides(pairs[i + 1]);
        pairs[i + 1] = "0";
      }
    }
  }

  /**
   * Has OkHttp see that the protocol changes: it looks for {@code upgrade} alone, and the field may
   * list more options (RFC 9110, section 7.6.1). It looks right after it told us, and at nothing
   * but the headers, which it took from the wire a moment ago.
   */
  private static void sayUpgradeAlone(Headers headers) {
    boolean listed =
        headers.values("Connection").stream()
            .flatMap(line -> Stream.of(line.split(",", -1)))
            .anyMatch(option -> option.strip().equalsIgnoreCase("upgrade"));
    String[] pairs = headers.getNamesAndValues$okhttp();
    for (int i = 0; listed && i < pairs.length; i += 2) {
      if (pairs[i].equalsIgnoreCase("Connection")) {
        pairs[i + 1] = "Upgrade";
      }
    }
  }
}
