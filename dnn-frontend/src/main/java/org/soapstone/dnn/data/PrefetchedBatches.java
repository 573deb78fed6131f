package org.soapstone.dnn.data;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Batches whose images are loaded ahead, by a thread of their own: when the first image of a batch
 * is asked for, that thread begins with the batches that come next. Who asks for an image that is
 * not there yet loads it himself, so nobody ever waits, and what is loaded is the same with and
 * without.
 *
 * <p>Holds the images of a few batches. Thread-safe.
 */
public final class PrefetchedBatches implements BatchSource, AutoCloseable {
  private static final int AHEAD = 2;

  /** Batches that are asked for at the same time lie at most so far apart. */
  private static final int KEPT = 6;

  private final BatchSource source;
  private final int batch;
  private final int values;
  private final long end;
  private final ConcurrentSkipListMap<Long, AtomicReferenceArray<float[]>> loaded =
      new ConcurrentSkipListMap<>();
  private final LinkedBlockingQueue<Long> wanted = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile long latest;

  /**
   * Begins to load ahead of what will be asked for.
   *
   * @param source the batches; the iterations from 0 are loaded ahead
   * @param batch the images of a batch
   * @param values the values of an image
   * @param end the first iteration that is not asked for
   */
  public PrefetchedBatches(BatchSource source, int batch, int values, long end) {
    this.source = requireNonNull(source, "source");
    this.batch = batch;
    this.values = values;
    this.end = end;
    thread = Thread.ofPlatform().daemon().name("soapstone-prefetch").start(this::loadWanted);
  }

  private void loadWanted() {
    try {
      while (true) {
        long iteration = wanted.take();
        AtomicReferenceArray<float[]> images =
            loaded.getOrDefault(iteration, new AtomicReferenceArray<>(batch));
        for (int position = 0; position < batch && iteration >= latest; position++) {
          if (images.get(position) == null) {
            float[] image = new float[values];
            source.load(iteration, position, image);
            images.compareAndSet(position, null, image);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Whoever asks for the image loads it himself, and is told.
    }
  }

  @Override
  public void load(long iteration, int position, float[] into) {
    if (iteration < 0) {
      source.load(iteration, position, into);
      return;
    }
    latest = iteration;
    for (long next = iteration + 1; next <= iteration + AHEAD && next < end; next++) {
      if (loaded.putIfAbsent(next, new AtomicReferenceArray<>(batch)) == null) {
        wanted.add(next);
      }
    }
    while (!loaded.isEmpty() && loaded.firstKey() < iteration - KEPT) {
      loaded.pollFirstEntry();
    }
    AtomicReferenceArray<float[]> images = loaded.get(iteration);
    float[] image = images == null ? null : images.get(position);
    if (image == null) {
      source.load(iteration, position, into);
    } else {
      System.arraycopy(image, 0, into, 0, values);
      images.set(position, null);
    }
  }

  @Override
  public void tokens(long iteration, int position, int sequence, int[] into) {
    source.tokens(iteration, position, sequence, into);
  }

  @Override
  public void labels(long iteration, int position, int[] into) {
    source.labels(iteration, position, into);
  }

  @Override
  public void target(long iteration, int position, float[] into) {
    source.target(iteration, position, into);
  }

  @Override
  public int label(long iteration, int position) {
    return source.label(iteration, position);
  }

  @Override
  public boolean counts(long iteration, int position) {
    return source.counts(iteration, position);
  }

  /** Loads nothing ahead any more. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
