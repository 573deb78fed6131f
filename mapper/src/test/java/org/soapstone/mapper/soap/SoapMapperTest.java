package org.soapstone.mapper.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.MapperException;
import org.soapstone.mapper.TestContext;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.LaunchTag.Role;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Rect;
import org.soapstone.regions.RegionForest;

class SoapMapperTest {
  private final TestContext context = new TestContext(Machines.named("p100").firstProcessors(4));
  private final OperatorConfig conv =
      new OperatorConfig(
          config(new int[] {2, 1, 2}, 3, 1, 0, 2), Optional.of(config(new int[] {2}, 1, 2)));
  private final OperatorConfig pool =
      new OperatorConfig(config(new int[] {2, 1}, 2, 2), Optional.empty());
  private final SoapMapper mapper = new SoapMapper(Map.of("conv1", conv, "pool1", pool));

  private static ParallelConfig config(int[] degrees, int... processors) {
    return new ParallelConfig(
        ImmutableIntArray.copyOf(degrees), ImmutableIntArray.copyOf(processors));
  }

  private static IndexLaunch launch(Rect domain, String operator, Role role) {
    return IndexLaunch.of("task", domain, TaskArguments.NONE)
        .tagged(new LaunchTag(operator, role), "test");
  }

  @Test
  void pointsRunWhereTheTilesAre() {
    assertThat(
            mapper.selectProcessors(
                context, launch(Rect.ofExtents(2, 1, 2), "conv1", Role.COMPUTE)))
        .containsExactly(3, 1, 0, 2);
    assertThat(mapper.selectProcessors(context, launch(Rect.ofExtents(2), "conv1", Role.UPDATE)))
        .containsExactly(1, 2);
    assertThat(
            mapper.selectProcessors(context, launch(Rect.ofExtents(2, 1), "pool1", Role.COMPUTE)))
        .containsExactly(2, 2);
  }

  @Test
  void launchesOfNoOperatorAreSpreadInBlocks() {
    assertThat(mapper.selectProcessors(context, launch(Rect.ofExtents(8), "", Role.COMPUTE)))
        .containsExactly(0, 0, 1, 1, 2, 2, 3, 3);
  }

  @Test
  void configurationsMayChangeBetweenLaunches() {
    Map<String, OperatorConfig> current = new HashMap<>(Map.of("op", pool));
    var live = new SoapMapper(name -> Optional.ofNullable(current.get(name)));
    IndexLaunch launch = launch(Rect.ofExtents(2), "op", Role.COMPUTE);
    assertThat(live.selectProcessors(context, launch)).containsExactly(2, 2);
    current.put("op", new OperatorConfig(config(new int[] {2}, 1, 3), Optional.empty()));
    assertThat(live.selectProcessors(context, launch)).containsExactly(1, 3);
  }

  @Test
  void answersThatCannotBeGivenNameTheRemedy() {
    assertThatThrownBy(() ->
            mapper.selectProcessors(context, launch(Rect.ofExtents(3), "conv1", Role.COMPUTE)))
        .isInstanceOf(MapperException.class)
        .hasMessage(
            "mapper callback selectProcessors for task 'task': the domain [0..2] has 3 points, but"
                + " operator 'conv1' is placed as 4 tiles (degrees [2, 1, 2]); lower it with the"
                + " configuration that the mapper was given");
    assertThatThrownBy(
            () -> mapper.selectProcessors(context, launch(Rect.ofExtents(2), "fc1", Role.COMPUTE)))
        .isInstanceOf(MapperException.class)
        .hasMessageContaining("the strategy has no operator 'fc1'");
    assertThatThrownBy(
            () -> mapper.selectProcessors(context, launch(Rect.ofExtents(2), "pool1", Role.UPDATE)))
        .isInstanceOf(MapperException.class)
        .hasMessageContaining("operator 'pool1' has no update configuration");
  }

  @Test
  void fillsRunOnTheirOperatorsFirstProcessor() {
    var region =
        new RegionForest()
            .createRegion(
                "r", IndexSpace.of(Rect.ofExtents(4)), FieldSpace.of("x", FieldType.FLOAT32));
    var fill =
        new FillLaunch(
            region,
            region.fieldSpace().all(),
            FillValue.of(0f),
            new LaunchTag("conv1", Role.COMPUTE),
            "zero");
    assertThat(mapper.selectFillProcessor(context, fill)).isEqualTo(3);
    var untagged =
        new FillLaunch(region, region.fieldSpace().all(), FillValue.of(0f), LaunchTag.NONE, "zero");
    assertThat(mapper.selectFillProcessor(context, untagged)).isZero();
  }
}
