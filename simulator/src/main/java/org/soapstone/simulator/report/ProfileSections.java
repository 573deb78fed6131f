package org.soapstone.simulator.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.simulator.report.ReportData.Bar;
import org.soapstone.simulator.report.ReportData.Fact;
import org.soapstone.simulator.report.ReportData.Lane;
import org.soapstone.simulator.report.ReportData.TimelineData;
import org.soapstone.tasks.profiling.EventKind;
import org.soapstone.tasks.profiling.Profile;
import org.soapstone.tasks.profiling.Profile.Event;
import org.soapstone.tasks.profiling.Profile.Total;

/** Makes the sections of a report from what a running program's threads did. */
public final class ProfileSections {

  private ProfileSections() {}

  /**
   * {@return a time line with a lane for each processor, one for the program, and one for the
   * mapper} It begins with the first event.
   *
   * @param title its title
   * @param profile what the threads did
   */
  public static TimelineData timeline(String title, Profile profile) {
    long first = profile.startNanos();
    List<Lane> lanes = new ArrayList<>();
    for (Profile.Lane lane : profile.lanes()) {
      List<Bar> bars =
          lane.events().stream()
              .sorted(Comparator.comparingLong(Event::startNanos))
              .map(event -> bar(event, first))
              .toList();
      lanes.add(new Lane(lane.name(), false, bars));
    }
    return new TimelineData(title, profile.spanNanos(), lanes);
  }

  private static Bar bar(Event event, long first) {
    String what =
        switch (event.kind()) {
          case TASK -> launchPoint(event);
          case COPY, FOLD, FILL ->
              "%s of %s for %s"
                  .formatted(event.kind().label(), Units.bytes(event.bytes()), launchPoint(event));
          case ANALYSIS, REPLAY ->
              event.kind().label() + " of " + event.launch().map(Launch::provenance).orElse("?");
          case MAPPER, WAIT -> event.kind().label();
        };
    return new Bar(event.startNanos() - first, event.endNanos() - first, what, group(event));
  }

  private static String launchPoint(Event event) {
    return (event.launch().map(Launch::provenance).orElse("?") + " " + event.point()).strip();
  }

  /** Tasks are coloured by what they are, all else by its kind. */
  private static String group(Event event) {
    return event.kind() == EventKind.TASK ? taskName(event).orElse("task") : event.kind().label();
  }

  private static Optional<String> taskName(Event event) {
    return event
        .launch()
        .flatMap(launch ->
            launch instanceof IndexLaunch tasks ? Optional.of(tasks.task()) : Optional.empty());
  }

  /**
   * {@return what the threads did in figures: the totals of each kind, then of the events that were
   * kept how often each task ran and how long}
   *
   * @param profile what the threads did
   */
  public static List<Fact> facts(Profile profile) {
    List<Fact> facts = new ArrayList<>();
    for (EventKind kind : EventKind.values()) {
      Total total = profile.total(kind);
      if (total.count() > 0) {
        String moved = total.bytes() > 0 ? ", " + Units.bytes(total.bytes()) : "";
        facts.add(new Fact(title(kind), amounts(total.count(), total.nanos()) + moved));
      }
    }
    SortedMap<String, long[]> tasks = new TreeMap<>();
    for (Profile.Lane lane : profile.lanes()) {
      for (Event event : lane.events()) {
        if (event.kind() == EventKind.TASK) {
          long[] sums = tasks.computeIfAbsent(taskName(event).orElse("?"), _ -> new long[2]);
          sums[0]++;
          sums[1] += event.endNanos() - event.startNanos();
        }
      }
    }
    tasks.forEach((task, sums) -> facts.add(new Fact("Task " + task, amounts(sums[0], sums[1]))));
    return facts;
  }

  private static String amounts(long count, long nanos) {
    return String.format(
        Locale.ROOT,
        "%,d × %s = %s",
        count,
        Units.nanos((double) nanos / count),
        Units.nanos(nanos));
  }

  private static String title(EventKind kind) {
    return switch (kind) {
      case TASK -> "Tasks";
      case COPY -> "Copies";
      case FOLD -> "Folds";
      case FILL -> "Fills";
      case ANALYSIS -> "Launches analysed";
      case REPLAY -> "Launches replayed";
      case MAPPER -> "Questions to the mapper";
      case WAIT -> "Waits of the program";
    };
  }
}
