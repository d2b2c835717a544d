package dev.inet.imap;

import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Characters by their names in HTML 4 (section 24), and by their numbers. */
final class HtmlEntities {
  /** The names of U+00A0 to U+00FF. */
  private static final String LATIN =
      "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn"
          + " sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest"
          + " Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave"
          + " Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave"
          + " Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig"
          + " ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute"
          + " ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

  /** The names of U+0391 to U+03A9, and in lower case those of the letters 32 behind each. */
  private static final String GREEK =
      "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho"
          + " Sigmaf Sigma Tau Upsilon Phi Chi Psi Omega";

  private static final String OTHERS =
      "quot \" amp & lt < gt > apos ' OElig Œ oelig œ Scaron Š scaron š Yuml Ÿ circ ˆ tilde ˜"
          + " ndash – mdash — lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ” bdquo „ dagger † Dagger ‡"
          + " bull • hellip … permil ‰ prime ′ Prime ″ lsaquo ‹ rsaquo › euro € trade ™ larr ←"
          + " uarr ↑ rarr → darr ↓ harr ↔ minus − asymp ≈ ne ≠ le ≤ ge ≥ infin ∞ crarr ↵ lArr ⇐"
          + " uArr ⇑ rArr ⇒ dArr ⇓ hArr ⇔ spades ♠ clubs ♣ hearts ♥ diams ♦ loz ◊ fnof ƒ oline ‾"
          + " frasl ⁄ weierp ℘ image ℑ real ℜ alefsym ℵ thetasym ϑ upsih ϒ piv ϖ forall ∀ part ∂"
          + " exist ∃ empty ∅ nabla ∇ isin ∈ notin ∉ ni ∋ prod ∏ sum ∑ lowast ∗ radic √ prop ∝"
          + " ang ∠ and ∧ or ∨ cap ∩ cup ∪ int ∫ there4 ∴ sim ∼ cong ≅ equiv ≡ sub ⊂ sup ⊃ nsub ⊄"
          + " sube ⊆ supe ⊇ oplus ⊕ otimes ⊗ perp ⊥ sdot ⋅ lceil ⌈ rceil ⌉ lfloor ⌊ rfloor ⌋"
          + " lang ⟨ rang ⟩";

  /** What is not seen, or no wider than a blank. */
  private static final Map<String, String> BLANKS =
      Map.of(
          "nbsp", " ", "ensp", " ", "emsp", " ", "thinsp", " ", "shy", "", "zwnj", "", "zwj", "",
          "lrm", "", "rlm", "");

  private static final Map<String, String> NAMES = names();

  private static final Charset WINDOWS = Charset.forName("windows-1252");

  private HtmlEntities() {}

  private static Map<String, String> names() {
    var names = new HashMap<String, String>();
    int code = 0xa0;
    for (String name : LATIN.split(" ")) {
      names.put(name, Character.toString(code++));
    }
    code = 0x391;
    for (String name : GREEK.split(" ")) {
      names.put(name, Character.toString(code));
      names.put(name.toLowerCase(Locale.ROOT), Character.toString(code++ + 32));
    }
    // Only the small sigma has a form for the end of a word.
    names.remove("Sigmaf");
    String[] others = OTHERS.split(" ");
    for (int i = 0; i < others.length; i += 2) {
      names.put(others[i], others[i + 1]);
    }
    names.putAll(BLANKS);
    return names;
  }

  /**
   * Returns what an entity stands for.
   *
   * @param name what stands between {@code &} and {@code ;}, as in {@code auml} or {@code #228}
   * @return {@code null} where it is none
   */
  static @Nullable String text(String name) {
    if (!name.matches("#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}")) {
      return NAMES.get(name);
    }
    boolean hex = name.charAt(1) == 'x' || name.charAt(1) == 'X';
    int code = hex ? Integer.parseInt(name.substring(2), 16) : Integer.parseInt(name.substring(1));
    if (code >= 0x80 && code < 0xa0) {
      // Written by programs that took Windows' characters for Unicode; browsers read them so.
      return new String(new byte[] {(byte) code}, WINDOWS);
    }
    boolean none = code == 0 || !Character.isValidCodePoint(code) || code >> 11 == 0x1b;
    return none ? "" : Character.toString(code);
  }
}
