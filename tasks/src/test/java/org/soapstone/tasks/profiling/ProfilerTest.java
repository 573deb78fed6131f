package org.soapstone.tasks.profiling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.RuntimeBuilder;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.TestMachines;
import org.soapstone.tasks.execution.ExecutionRecord;
import org.soapstone.tasks.execution.ExecutionRecorder;
import org.soapstone.tasks.graph.NodeKind;

@Timeout(60)
final class ProfilerTest {
  private static final FieldSpace FIELDS =
      FieldSpace.builder().field("even", FieldType.INT64).field("odd", FieldType.INT64).build();

  private static final TaskDefinition SPIN =
      TaskDefinition.cpu(
          "spin",
          _ -> {
            long end = System.nanoTime() + 20_000;
            while (System.nanoTime() < end) {
              Thread.onSpinWait();
            }
          });

  /** Steps over two pieces with halos, each on a processor and in a memory of its own. */
  private static void steps(Runtime runtime, int count) {
    IndexSpace space = IndexSpace.of(Rect.ofExtents(64));
    LogicalRegion line = runtime.regions().createRegion("line", space, FIELDS);
    IndexPartition pieces = Partitions.equal(space, Rect.ofExtents(2));
    IndexPartition halos =
        Partitions.image(pieces, AffineRectMap.builder(1).dimension(0, 1, -1, 1).build(), space);
    runtime.launch(step(line, pieces, Privilege.writeDiscard(), 0));
    for (int i = 0; i < count; i += 2) {
      runtime.trace(
          "steps",
          () -> {
            for (int field = 0; field < 2; field++) {
              runtime.launch(
                  IndexLaunch.of(
                      "spin",
                      pieces.colours(),
                      TaskArguments.NONE,
                      requirement(line, halos, Privilege.read(), field),
                      requirement(line, pieces, Privilege.writeDiscard(), 1 - field)));
            }
          });
    }
  }

  private static IndexLaunch step(
      LogicalRegion line, IndexPartition pieces, Privilege privilege, int field) {
    return IndexLaunch.of(
        "spin", pieces.colours(), TaskArguments.NONE, requirement(line, pieces, privilege, field));
  }

  private static RegionRequirement requirement(
      LogicalRegion line, IndexPartition pieces, Privilege privilege, int field) {
    return RegionRequirement.pieces(
        line, pieces, Projection.IDENTITY, FieldSet.of(field), privilege);
  }

  private static RuntimeBuilder builder(Profiler profiler) {
    return Runtime.builder(TestMachines.split(2), TaskRegistry.of(SPIN)).profile(profiler);
  }

  @Test
  void seesWhatIsRecorded() {
    Profiler profiler = new Profiler(1000);
    ExecutionRecorder recorder = new ExecutionRecorder();
    ExecutionRecord record;
    try (Runtime runtime = builder(profiler).recorder(recorder).build()) {
      recorder.start(0);
      steps(runtime, 6);
      runtime.fence();
      record = recorder.record();
    }
    Profile profile = profiler.profile();
    for (NodeKind kind : List.of(NodeKind.TASK, NodeKind.COPY, NodeKind.FOLD, NodeKind.FILL)) {
      List<ExecutionRecord.Node> nodes =
          record.nodes().stream().filter(node -> node.kind() == kind).toList();
      Profile.Total total = profile.total(EventKind.of(kind));
      assertThat(total.count()).as("%s", kind).isEqualTo(nodes.size());
      assertThat(total.bytes())
          .as("bytes of %s", kind)
          .isEqualTo(nodes.stream().mapToLong(ExecutionRecord.Node::bytes).sum());
    }
    assertThat(profile.total(EventKind.COPY).bytes()).isPositive();
    assertThat(profile.total(EventKind.TASK).nanos()).isGreaterThan(14 * 20_000);
    for (int p = 0; p < 2; p++) {
      int processor = p;
      Profile.Lane lane = profile.lanes().get(p);
      assertThat(lane.name()).isEqualTo("cpu" + p);
      assertThat(lane.processor()).isEqualTo(OptionalInt.of(p));
      assertThat(lane.dropped()).isZero();
      assertThat(lane.events())
          .extracting(Profile.Event::key)
          .containsExactlyInAnyOrderElementsOf(
              record.nodes().stream()
                  .filter(node -> node.processor() == processor && node.kind() != NodeKind.JOIN)
                  .map(ExecutionRecord.Node::key)
                  .toList());
      long before = Long.MIN_VALUE;
      for (Profile.Event event : lane.events()) {
        assertThat(event.startNanos()).isGreaterThanOrEqualTo(before);
        assertThat(event.endNanos()).isGreaterThanOrEqualTo(event.startNanos());
        before = event.endNanos();
      }
    }
  }

  @Test
  void tellsWhatLaunchesCostOnTheProgramsSide() {
    Profiler profiler = new Profiler(1000);
    long replayed;
    try (Runtime runtime = builder(profiler).build()) {
      steps(runtime, 20);
      runtime.fence();
      replayed = 2 * runtime.traces().getFirst().replayed();
    }
    Profile profile = profiler.profile();
    Profile.Lane program = profile.lanes().get(2);
    Profile.Lane mapper = profile.lanes().get(3);
    assertThat(program.name()).isEqualTo("program");
    assertThat(program.processor()).isEmpty();
    assertThat(mapper.name()).isEqualTo("mapper");
    assertThat(replayed).isPositive();
    assertThat(profile.total(EventKind.REPLAY).count()).isEqualTo(replayed);
    assertThat(profile.total(EventKind.ANALYSIS).count()).isEqualTo(21 - replayed);
    assertThat(profile.total(EventKind.WAIT).count()).isPositive();
    List<Profile.Event> analyses =
        program.events().stream().filter(event -> event.kind() == EventKind.ANALYSIS).toList();
    assertThat(mapper.events())
        .isNotEmpty()
        .allSatisfy(question ->
            assertThat(analyses)
                .anyMatch(analysis ->
                    analysis.startNanos() <= question.startNanos()
                        && question.endNanos() <= analysis.endNanos()));
    assertThat(profile.total(EventKind.MAPPER).nanos())
        .isLessThanOrEqualTo(profile.total(EventKind.ANALYSIS).nanos());
    assertThat(analyses.getFirst().launch()).isPresent();
    assertThat(analyses.getFirst().point()).isEmpty();
    assertThat(profile.lanes().getFirst().events().getFirst().point()).isEqualTo("(0)");
  }

  @Test
  void keepsTheLastEventsAndTheTotalsOfAll() {
    Profiler profiler = new Profiler(5);
    EventRing first = profiler.processor(0, "a");
    EventRing second = profiler.processor(1, "b");
    for (int i = 0; i < 12; i++) {
      first.add(EventKind.COPY, 10, 100L * i, 100L * i + 7);
    }
    second.add(EventKind.FILL, 1, 50, 60);
    second.add(EventKind.FILL, 1, 900, 901);
    Profile profile = profiler.profile();
    Profile.Lane lane = profile.lanes().getFirst();
    assertThat(lane.dropped()).isEqualTo(7);
    assertThat(lane.events())
        .extracting(Profile.Event::startNanos)
        .containsExactly(700L, 800L, 900L, 1000L, 1100L);
    assertThat(lane.totals()).containsExactly(new Profile.Total(EventKind.COPY, 12, 12 * 7, 120));
    assertThat(profile.startNanos()).isEqualTo(50);
    assertThat(profile.spanNanos()).isEqualTo(1107 - 50);

    Profile last = profile.last(300);
    assertThat(last.lanes().getFirst().events()).hasSize(3);
    assertThat(last.lanes().getFirst().dropped()).isEqualTo(9);
    assertThat(last.lanes().get(1).events()).hasSize(1);
    assertThat(last.startNanos()).isEqualTo(900);
    assertThat(last.total(EventKind.FILL).count()).isEqualTo(2);
    assertThat(profile.last(10_000).lanes().get(1).events())
        .as("only from when the other lane has all")
        .hasSize(1);

    profiler.clear();
    assertThat(profiler.profile().spanNanos()).isZero();
    assertThat(profiler.profile().total(EventKind.COPY).count()).isZero();
    assertThat(lane.events()).as("a profile is a value").hasSize(5);
  }

  @Test
  void aTimedMapperAnswersAndFailsAsItsOwn() {
    Profiler profiler = new Profiler(5);
    Mapper mapper =
        profiler.timed(
            new Mapper() {
              @Override
              public String name() {
                return "mine";
              }

              @Override
              public int priority(MapperContext context, IndexLaunch launch) {
                throw new IllegalStateException("no idea");
              }
            });
    assertThat(mapper.name()).isEqualTo("mine");
    assertThat(profiler.profile().total(EventKind.MAPPER).count()).isZero();
    MapperContext context = TaskRegistry.of(SPIN).mapperContext(TestMachines.split(2));
    IndexLaunch launch = IndexLaunch.of("spin", Rect.ofExtents(2), TaskArguments.NONE);
    assertThat(mapper.selectProcessors(context, launch)).containsExactly(0, 1);
    assertThatThrownBy(() -> mapper.priority(context, launch))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no idea");
    assertThat(profiler.profile().total(EventKind.MAPPER).count()).isEqualTo(2);
  }

  @Test
  void wrongUseIsToldOf() {
    assertThatThrownBy(() -> new Profiler(0)).hasMessageContaining("make it at least 1");
    assertThatThrownBy(() -> EventKind.of(NodeKind.JOIN)).hasMessageContaining("no event");
    assertThat(EventKind.of(NodeKind.FOLD).label()).isEqualTo("fold");
  }
}
