package org.soapstone.cli;

/** Lets something happen every few seconds at most. */
final class RateLimit {
  private static final long INTERVAL_NANOS = 5_000_000_000L;

  private long last = System.nanoTime();

  synchronized boolean allows() {
    long now = System.nanoTime();
    if (now - last < INTERVAL_NANOS) {
      return false;
    }
    last = now;
    return true;
  }
}
