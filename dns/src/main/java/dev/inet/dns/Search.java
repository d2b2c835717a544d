package dev.inet.dns;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;

/**
 * The domains in which a name without a dot is looked for first.
 *
 * @param domains absolute names
 */
record Search(List<Name> domains) {
  static final Search NONE = new Search(List.of());

  /** A list longer than this is not a configuration but an accident. */
  private static final int MOST = 6;

  Search {
    domains = List.copyOf(domains.subList(0, Math.min(MOST, domains.size())));
  }

  /** Returns the absolute names to ask for, in order; never empty, the name itself is the last. */
  List<Name> candidates(Names.Domain domain) {
    var candidates = new ArrayList<Name>();
    if (domain.isSearched()) {
      for (Name suffix : domains) {
        try {
          candidates.add(Name.concatenate(domain.name().relativize(Name.root), suffix));
        } catch (NameTooLongException e) {
          // A name that cannot exist is not asked for.
        }
      }
    }
    candidates.add(domain.name());
    return candidates;
  }
}
