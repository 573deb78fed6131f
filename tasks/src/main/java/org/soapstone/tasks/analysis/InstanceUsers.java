package org.soapstone.tasks.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.soapstone.regions.Coherence;
import org.soapstone.regions.Rect;

/**
 * The nodes that last touched the points of one instance, over the fields of a {@link FieldGroup}:
 * for each point the last writer, and the readers since. Every access gets an edge from each
 * earlier access that it must not overtake.
 *
 * <p>Tasks that share data under a coherence other than exclusive are kept like readers, since they
 * do not wait for each other either. Readers of another coherence end them: from then on a node
 * that waits for all of them stands in the writer's place.
 */
final class InstanceUsers {
  /**
   * So many readers are kept one by one; beyond, they are replaced by a node that waits for them.
   */
  static final int MAX_READERS = 64;

  /** The writer of points that held their values before there was any node. */
  private static final long NOBODY = -1;

  private final RectIndex<Users> index = new RectIndex<>(Users[]::new);

  /** A writer and the readers since; every reader waits for the writer already. */
  static final class Users extends Piece {
    private static final long[] NO_READERS = {};
    private long writer;
    private long[] readers = NO_READERS;
    private int readerCount;

    /** What the readers have in common; without meaning if there are none. */
    private Coherence coherence = Coherence.EXCLUSIVE;

    Users(Rect rect, long writer) {
      super(rect);
      this.writer = writer;
    }

    private Users copy(Rect points) {
      Users copy = new Users(points, writer);
      copy.readers = Arrays.copyOf(readers, readerCount);
      copy.readerCount = readerCount;
      copy.coherence = coherence;
      return copy;
    }

    /** Puts a node that waits for the readers in the place of the writer and of the readers. */
    private void endReaders(Emitter emitter) {
      writer = readerCount == 1 ? readers[0] : emitter.join(readers, readerCount);
      readerCount = 0;
    }
  }

  /** Records that points hold their values from the start: who reads them waits for nobody. */
  void hold(Rect rect) {
    index.add(new Users(rect, NOBODY));
  }

  private static void afterWriter(Users users, long node, Emitter emitter) {
    if (users.writer != NOBODY) {
      emitter.edge(users.writer, node);
    }
  }

  /**
   * Records that a node reads points, all of them written or held before, and sends the edges that
   * this causes.
   *
   * @param coherence exclusive for a reader; otherwise the node may write, too, and does not wait
   *     for others of the same coherence
   */
  void read(Rect rect, long node, Coherence coherence, Emitter emitter) {
    Hits<Users> hits = emitter.userHits();
    index.query(rect, hits);
    for (int i = 0; i < hits.count; i++) {
      Users users = hits.pieces[i];
      if (!rect.contains(users.rect)) {
        users = refine(users, rect);
      }
      if (users.coherence != coherence) {
        if (users.readerCount > 0) {
          users.endReaders(emitter);
        }
        users.coherence = coherence;
      }
      afterWriter(users, node, emitter);
      addReader(users, node, emitter);
    }
  }

  /** Records that a node writes points, and sends the edges that this causes. */
  void write(Rect rect, long node, Emitter emitter) {
    Hits<Users> hits = emitter.userHits();
    index.query(rect, hits);
    for (int i = 0; i < hits.count; i++) {
      Users users = hits.pieces[i];
      if (users.readerCount == 0) {
        afterWriter(users, node, emitter);
      }
      for (int r = 0; r < users.readerCount; r++) {
        emitter.edge(users.readers[r], node);
      }
    }
    if (hits.count == 1 && hits.pieces[0].rect.equals(rect)) {
      hits.pieces[0].writer = node;
      hits.pieces[0].readerCount = 0;
      return;
    }
    Users written = new Users(rect, node);
    for (int i = 0; i < hits.count; i++) {
      Users users = hits.pieces[i];
      if (i == 0) {
        index.replace(users, written);
      } else {
        index.remove(users);
      }
      if (!rect.contains(users.rect)) {
        addRest(users, rect);
      }
    }
    if (hits.count == 0) {
      index.add(written);
    }
  }

  private Users refine(Users users, Rect rect) {
    Users inside = users.copy(users.rect.intersection(rect));
    index.replace(users, inside);
    addRest(users, rect);
    return inside;
  }

  private void addRest(Users users, Rect rect) {
    for (Rect points : users.rect.difference(rect)) {
      index.add(users.copy(points));
    }
  }

  private static void addReader(Users users, long node, Emitter emitter) {
    if (users.readerCount > 0 && users.readers[users.readerCount - 1] == node) {
      return;
    }
    if (users.readerCount == MAX_READERS) {
      users.readers[0] = emitter.join(users.readers, MAX_READERS);
      users.readerCount = 1;
    }
    if (users.readerCount == users.readers.length) {
      users.readers = Arrays.copyOf(users.readers, Math.max(4, users.readerCount * 2));
    }
    users.readers[users.readerCount++] = node;
  }

  /** Puts one node in the place of the readers of points that also had readers before a run. */
  void gather(ReaderJoins joins) {
    for (Users users : sorted()) {
      if (joins.areGathered(users.readers, users.readerCount)) {
        users.readers[0] = joins.join(Arrays.copyOf(users.readers, users.readerCount));
        users.readerCount = 1;
      }
    }
  }

  /**
   * Says who touches which points, with nodes by other names, in an order that depends on nothing
   * else.
   */
  void describe(List<Object> out, LongUnaryOperator names) {
    for (Users users : sorted()) {
      out.add(users.rect);
      out.add(users.writer == NOBODY ? NOBODY : names.applyAsLong(users.writer));
      if (users.readerCount > 0) {
        out.add(users.coherence);
      }
      for (int r = 0; r < users.readerCount; r++) {
        out.add(names.applyAsLong(users.readers[r]));
      }
    }
  }

  /** Calls nodes by other names. */
  void rename(LongUnaryOperator names) {
    for (Users users : sorted()) {
      users.writer = users.writer == NOBODY ? NOBODY : names.applyAsLong(users.writer);
      for (int r = 0; r < users.readerCount; r++) {
        users.readers[r] = names.applyAsLong(users.readers[r]);
      }
    }
  }

  private List<Users> sorted() {
    Hits<Users> hits = new Hits<>(Users[]::new);
    index.all(hits);
    hits.sort();
    return Arrays.asList(hits.pieces).subList(0, hits.count);
  }

  /** {@return the same users, for fields that go their own way from now on} */
  InstanceUsers copy() {
    InstanceUsers copy = new InstanceUsers();
    Hits<Users> hits = new Hits<>(Users[]::new);
    index.all(hits);
    for (int i = 0; i < hits.count; i++) {
      copy.index.add(hits.pieces[i].copy(hits.pieces[i].rect));
    }
    return copy;
  }
}
