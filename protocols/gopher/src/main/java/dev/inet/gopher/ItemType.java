package dev.inet.gopher;

/**
 * What an item of a menu is: the types of RFC 1436 section 3.8, and those added by custom since.
 */
public enum ItemType {
  /** A text. */
  TEXT('0', "text", Body.TEXT),
  /** Another menu. */
  MENU('1', "menu", Body.MENU),
  /** A CSO phone book, which speaks a protocol of its own (RFC 2378). */
  CSO('2', "phone book", Body.ELSEWHERE),
  /** An error. */
  ERROR('3', "error", Body.NONE),
  /** A Macintosh file in BinHex, which is text. */
  BINHEX('4', "binhex", Body.TEXT),
  /** An archive for DOS. */
  ARCHIVE('5', "archive", Body.BINARY),
  /** A uuencoded file, which is text. */
  UUENCODED('6', "uuencoded", Body.TEXT),
  /** A search, answered with a menu. */
  SEARCH('7', "search", Body.MENU),
  /** A telnet session. */
  TELNET('8', "telnet", Body.ELSEWHERE),
  /** A binary file. */
  BINARY('9', "binary", Body.BINARY),
  /** Another server with the same thing as the item before. */
  MIRROR('+', "mirror", Body.MENU),
  /** A session with a 3270 terminal. */
  TN3270('T', "tn3270", Body.ELSEWHERE),
  /** A GIF image. */
  GIF('g', "image", Body.BINARY),
  /** An image of any format. */
  IMAGE('I', "image", Body.BINARY),
  /** A line of text in a menu, nothing to follow. */
  INFO('i', "info", Body.NONE),
  /** A page in HTML, or by {@code URL:} a link to anywhere. */
  HTML('h', "html", Body.BINARY),
  /** A sound. */
  SOUND('s', "sound", Body.BINARY),
  /** A sound, in older menus. */
  AUDIO('<', "sound", Body.BINARY),
  /** A document to be laid out: PDF, Word and the like. */
  DOCUMENT('d', "document", Body.BINARY),
  /** A PNG image. */
  PNG('p', "image", Body.BINARY),
  /** A PDF document. */
  PDF('P', "document", Body.BINARY),
  /** A video. */
  VIDEO(';', "video", Body.BINARY),
  /** A bitmap image of Gopher+. */
  BITMAP(':', "image", Body.BINARY),
  /** A calendar. */
  CALENDAR('c', "calendar", Body.BINARY),
  /** A message in MIME. */
  MIME('M', "message", Body.TEXT),
  /** A document in RTF. */
  RTF('r', "document", Body.BINARY),
  /** A document in XML. */
  XML('x', "xml", Body.BINARY),
  /** A type that nobody agreed upon; its answer is taken as it comes. */
  OTHER('?', "other", Body.BINARY);

  /** How the answer to a request for an item is to be read. */
  enum Body {
    /** Lines up to a lone dot, with dots doubled at the start of a line. */
    TEXT,
    /** Lines of items up to a lone dot. */
    MENU,
    /** Bytes to the end of the stream. */
    BINARY,
    /** Nothing to ask for. */
    NONE,
    /** Something that another protocol answers. */
    ELSEWHERE
  }

  private final char code;
  private final String label;
  private final Body body;

  ItemType(char code, String label, Body body) {
    this.code = code;
    this.label = label;
    this.body = body;
  }

  /**
   * Finds the type of a character; {@link #OTHER} where nobody agreed upon one.
   *
   * @param code the first character of a menu's line
   */
  public static ItemType of(char code) {
    for (ItemType type : values()) {
      if (type.code == code && type != OTHER) {
        return type;
      }
    }
    return OTHER;
  }

  /** Returns the character that stands in menus and URLs. */
  public char code() {
    return code;
  }

  /** Returns one or two words for people. */
  public String label() {
    return label;
  }

  /** Returns whether a request for it is answered with a menu. */
  public boolean isMenu() {
    return body == Body.MENU;
  }

  /** Returns whether a request for it is answered with text for people. */
  public boolean isText() {
    return body == Body.TEXT;
  }

  /** Returns whether a gopher server answers a request for it; false for info and sessions. */
  public boolean isFetchable() {
    return body != Body.NONE && body != Body.ELSEWHERE;
  }

  Body body() {
    return body;
  }
}
