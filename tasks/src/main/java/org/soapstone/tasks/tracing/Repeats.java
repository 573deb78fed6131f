package org.soapstone.tasks.tracing;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;

/**
 * What a program repeats without saying so, and where in it the program is. Not thread-safe.
 *
 * <p>Every launch is given a number, and a {@link RepeatFinder} looks for repeats among the
 * numbers. What has repeated for long enough is a trace: its next runs are begun and ended as if
 * the program had said so. A trace that was dropped before replaying paid has to repeat for longer
 * and longer before it is tried again.
 */
final class Repeats {
  /** Fewer launches than this that repeat are not worth recording. */
  private static final int FEWEST = 16;

  /** However often a trace was tried in vain, this is enough. */
  private static final int MOST = RepeatFinder.HISTORY / 4;

  /** So many runs have to be replayed for each that was recorded. */
  private static final int WORTH = 4;

  /** So many traces have counts of their own. */
  private static final int LIMIT = 1 << 8;

  private static final ImmutableIntArray NOTHING = ImmutableIntArray.of();

  private final Alphabet alphabet = new Alphabet();
  private final RepeatFinder finder = new RepeatFinder();
  private final Map<ImmutableIntArray, Found> byWord = new HashMap<>();
  private final List<Trace> traces = new ArrayList<>();

  /** The launches of a run, by number; empty while nothing repeats. */
  private ImmutableIntArray word = NOTHING;

  private Found found;

  /** How many launches of the run were made. */
  private int cursor;

  /** A trace that was found, and how far back it has to repeat before it is tried. */
  private static final class Found {
    final Trace trace;
    int fewest = FEWEST;
    long recorded;
    long replayed;

    Found(Trace trace) {
      this.trace = trace;
    }
  }

  /** Whether something repeats. */
  boolean isFound() {
    return !word.isEmpty();
  }

  /** What repeats. */
  Trace trace() {
    return found.trace;
  }

  /** The traces that were found, in the order of their first time. */
  List<Trace> traces() {
    return traces;
  }

  /** Whether a launch is the next of what repeats. */
  boolean expects(Launch launch) {
    return (cursor == 0 && found.trace.settled)
        ? found.trace.tape.parts().getFirst().fits(launch)
        : isPlain(launch) && alphabet.number(launch) == word.get(cursor);
  }

  /** Goes on to the next launch of what repeats; returns whether a run is complete. */
  boolean advance() {
    finder.append(word.get(cursor++));
    if (cursor < word.length()) {
      return false;
    }
    cursor = 0;
    return true;
  }

  /** Takes a launch that is not of what repeats, and looks whether something repeats now. */
  void saw(Launch launch) {
    if (!isPlain(launch)) {
      finder.breakOff();
      return;
    }
    if (alphabet.isFull()) {
      alphabet.clear();
      finder.clear();
      byWord.clear();
    }
    int period = finder.add(alphabet.number(launch), FEWEST);
    if (period > 0) {
      consider(period);
    }
  }

  /** Launches that wait for results, or for each other, are in no trace. */
  private static boolean isPlain(Launch launch) {
    return switch (launch) {
      case FillLaunch _ -> true;
      case IndexLaunch tasks -> tasks.awaited().isEmpty() && !tasks.control().concurrent();
    };
  }

  private void consider(int period) {
    ImmutableIntArray next = ImmutableIntArray.copyOf(finder.last(period));
    Found candidate = byWord.get(next);
    if (candidate == null) {
      if (traces.size() == LIMIT) {
        return;
      }
      candidate =
          new Found(Trace.automatic("repeat %d, %d launches".formatted(traces.size() + 1, period)));
      traces.add(candidate.trace);
      byWord.put(next, candidate);
    }
    if (finder.span() >= candidate.fewest) {
      word = next;
      found = candidate;
      cursor = 0;
      found.recorded = found.trace.recorded();
      found.replayed = found.trace.replayed();
    }
  }

  /** Nothing repeats any more. */
  void forget() {
    if (isFound()) {
      long recorded = found.trace.recorded() - found.recorded;
      long replayed = found.trace.replayed() - found.replayed;
      boolean paid = replayed >= WORTH * recorded;
      found.fewest = paid ? FEWEST : Math.min(2 * found.fewest, MOST);
      word = NOTHING;
    }
  }

  /** What follows repeats nothing from before. */
  void breakOff() {
    finder.breakOff();
  }
}
