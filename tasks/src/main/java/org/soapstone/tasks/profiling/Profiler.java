package org.soapstone.tasks.profiling;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.soapstone.mapper.Mapper;

/**
 * Watches a running program. Give it to one runtime, with {@code RuntimeBuilder.profile}; all else
 * may be called at any time, by any thread.
 */
public final class Profiler {
  /** Events for each lane that suffice for a look: about 4 MiB a lane. */
  public static final int DEFAULT_EVENTS = 1 << 16;

  private final int capacity;
  private final SortedMap<Integer, EventRing> processors = new TreeMap<>();
  private final EventRing program;
  private final EventRing mapper;

  /**
   * Makes a profiler that has seen nothing.
   *
   * @param eventsPerLane how many events are kept for each processor, for the program and for the
   *     mapper; the last ones, at least 1
   * @throws IllegalArgumentException if it is less
   */
  public Profiler(int eventsPerLane) {
    if (eventsPerLane < 1) {
      throw new IllegalArgumentException(
          "a profiler of " + eventsPerLane + " events sees nothing; make it at least 1");
    }
    capacity = eventsPerLane;
    program = new EventRing("program", -1, capacity);
    mapper = new EventRing("mapper", -1, capacity);
  }

  /** {@return what was seen since the beginning, or since it was cleared last} */
  public synchronized Profile profile() {
    List<Profile.Lane> lanes = new ArrayList<>();
    processors.values().forEach(ring -> lanes.add(ring.lane()));
    lanes.add(program.lane());
    lanes.add(mapper.lane());
    return new Profile(lanes);
  }

  /** Forgets what was seen, for example while the program warmed up. */
  public synchronized void clear() {
    processors.values().forEach(EventRing::clear);
    program.clear();
    mapper.clear();
  }

  /**
   * {@return where a processor's worker notes what it does} For the runtime.
   *
   * @param id the processor
   * @param name its name
   */
  public synchronized EventRing processor(int id, String name) {
    return processors.computeIfAbsent(id, _ -> new EventRing(name, id, capacity));
  }

  /** {@return where analyses and waiting are noted} For the runtime. */
  public EventRing program() {
    return program;
  }

  /**
   * {@return a mapper that answers as another does, and whose answers are timed} For the runtime.
   *
   * @param timed the other
   */
  public Mapper timed(Mapper timed) {
    // Whatever questions a mapper is asked, now and later: nothing here depends on which there are.
    return (Mapper)
        Proxy.newProxyInstance(
            Mapper.class.getClassLoader(),
            new Class<?>[] {Mapper.class},
            (_, method, arguments) -> {
              long start = System.nanoTime();
              try {
                return method.invoke(timed, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                if (arguments != null) { // a question, not its name
                  mapper.add(EventKind.MAPPER, 0, start, System.nanoTime());
                }
              }
            });
  }
}
