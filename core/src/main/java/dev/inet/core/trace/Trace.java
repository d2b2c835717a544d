package dev.inet.core.trace;

/**
 * Where events go. Called from whichever thread uses a connection; an implementation that collects
 * over several connections must be safe for that.
 */
@FunctionalInterface
public interface Trace {
  /** Listens to nothing; costs nothing. */
  Trace NONE =
      new Trace() {
        @Override
        public void on(Event event) {}

        @Override
        public boolean wantsBytes() {
          return false;
        }

        @Override
        public Trace and(Trace other) {
          return other;
        }
      };

  /**
   * Takes an event.
   *
   * @param event what happened
   */
  void on(Event event);

  /**
   * Returns whether {@link Event.Sent} and {@link Event.Received} are wanted with their bytes; only
   * then are bytes copied and bulk moves kept off the fast path.
   */
  default boolean wantsBytes() {
    return true;
  }

  /**
   * Returns a trace that passes each event to this one, then to another.
   *
   * @param other the other one
   */
  default Trace and(Trace other) {
    if (other == NONE) {
      return this;
    }
    Trace first = this;
    return new Trace() {
      @Override
      public void on(Event event) {
        first.on(event);
        other.on(event);
      }

      @Override
      public boolean wantsBytes() {
        return first.wantsBytes() || other.wantsBytes();
      }
    };
  }
}
