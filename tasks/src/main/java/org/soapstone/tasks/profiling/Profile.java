package org.soapstone.tasks.profiling;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * What the threads of a running program did when.
 *
 * @param lanes the processors in their order, then the program's side
 */
public record Profile(List<Lane> lanes) {

  /** Copies the list. */
  public Profile {
    lanes = List.copyOf(lanes);
  }

  /**
   * What one thread did, or what was done on the program's side for one purpose.
   *
   * @param name its name
   * @param processorOrMinusOne the processor; −1 for a lane of the program's side
   * @param events the last events, in the order in which they ended
   * @param dropped how many events before them were not kept
   * @param totals of all events, also those that were not kept, by kind
   */
  public record Lane(
      String name, int processorOrMinusOne, List<Event> events, long dropped, List<Total> totals) {

    /** Copies the lists. */
    public Lane {
      requireNonNull(name, "name");
      events = List.copyOf(events);
      totals = List.copyOf(totals);
    }

    /** {@return the processor, unless the lane is of the program's side} */
    public OptionalInt processor() {
      return processorOrMinusOne < 0 ? OptionalInt.empty() : OptionalInt.of(processorOrMinusOne);
    }
  }

  /**
   * All events of a kind in a lane.
   *
   * @param kind the kind
   * @param count how many
   * @param nanos how long all of them took
   * @param bytes how many bytes they moved
   */
  public record Total(EventKind kind, long count, long nanos, long bytes) {
    /** Checks that nothing is null. */
    public Total {
      requireNonNull(kind, "kind");
    }
  }

  /**
   * One thing that was done.
   *
   * @param kind what
   * @param launch for which launch, if for one
   * @param key of what ran on a processor the structural key, of an analysis the launch's position;
   *     −1 if it was for no launch
   * @param bytes how many bytes it moved
   * @param startNanos when it began, by {@link System#nanoTime}
   * @param endNanos when it ended, not before it began
   */
  public record Event(
      EventKind kind,
      Optional<Launch> launch,
      long key,
      long bytes,
      long startNanos,
      long endNanos) {

    /** Checks that nothing is null. */
    public Event {
      requireNonNull(kind, "kind");
      requireNonNull(launch, "launch");
    }

    /** {@return the point of the launch that it was for, in words; empty if for none} */
    public String point() {
      boolean isNode =
          switch (kind) {
            case TASK, COPY, FOLD, FILL -> true;
            case ANALYSIS, REPLAY, MAPPER, WAIT -> false;
          };
      return isNode && launch.isPresent() && launch.get() instanceof IndexLaunch tasks
          ? tasks.point(StructuralKey.point(key)).toString()
          : "";
    }
  }

  /**
   * {@return the end of this profile, as far back as no lane lacks events} Totals stay those of
   * all.
   *
   * @param nanos how long a time is kept at most, up to the last end
   */
  public Profile last(long nanos) {
    long since = startNanos() + spanNanos() - nanos;
    for (Lane lane : lanes) {
      if (lane.dropped > 0) {
        since = Math.max(since, lane.events.getFirst().startNanos);
      }
    }
    long from = since;
    return new Profile(
        lanes.stream()
            .map(lane -> {
              List<Event> kept =
                  lane.events.stream().filter(event -> event.startNanos >= from).toList();
              long gone = lane.dropped + lane.events.size() - kept.size();
              return new Lane(lane.name, lane.processorOrMinusOne, kept, gone, lane.totals);
            })
            .toList());
  }

  /** {@return from the first beginning of an event that was kept to the last end; 0 without any} */
  public long spanNanos() {
    long last =
        lanes.stream()
            .flatMap(lane -> lane.events().stream())
            .mapToLong(Event::endNanos)
            .max()
            .orElse(0);
    return last - startNanos();
  }

  /** {@return the first beginning of an event that was kept; 0 without any} */
  public long startNanos() {
    return lanes.stream()
        .flatMap(lane -> lane.events().stream())
        .mapToLong(Event::startNanos)
        .min()
        .orElse(0);
  }

  /**
   * {@return the total of a kind over all lanes}
   *
   * @param kind the kind
   */
  public Total total(EventKind kind) {
    return lanes.stream()
        .flatMap(lane -> lane.totals().stream())
        .filter(total -> total.kind() == kind)
        .reduce(
            new Total(kind, 0, 0, 0),
            (a, b) -> new Total(kind, a.count + b.count, a.nanos + b.nanos, a.bytes + b.bytes));
  }
}
