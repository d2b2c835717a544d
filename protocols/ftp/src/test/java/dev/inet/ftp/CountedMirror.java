package dev.inet.ftp;

import dev.inet.core.InetException;

/** Counts what fails in a mirror, and passes over all else that it tells. */
final class CountedMirror implements Mirror.Listener {
  int failed;

  @Override
  public void done(MirrorStep step) {}

  @Override
  public void unchanged(String name) {}

  @Override
  public void note(String what) {}

  @Override
  public synchronized void failed(MirrorStep step, InetException why) {
    failed++;
  }

  @Override
  public void leftOut(int steps, InetException why) {}

  @Override
  public Meter begins(String name, long size) {
    return Meter.NONE;
  }

  @Override
  public void ends(Meter meter) {}
}
