package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldData;

/** A memory that is too small. */
final class ShortageTest {
  private static final FieldSpace FIELD = FieldSpace.of("value", FieldType.FLOAT64);

  private static IndexLaunch launch(LogicalRegion region, Privilege privilege, String provenance) {
    return IndexLaunch.single(
            "idle",
            TaskArguments.NONE,
            RegionRequirement.whole(region, region.fieldSpace().all(), privilege))
        .tagged(LaunchTag.NONE, provenance);
  }

  @Test
  void liveInstancesAreListedBySizeWithTheirOwners() {
    Runtime runtime =
        Runtime.builder(
                TestMachines.split(1, 8_000), TaskRegistry.of(TaskDefinition.cpu("idle", _ -> {})))
            .build();
    LogicalRegion small = region(runtime, "small", 100);
    LogicalRegion large = region(runtime, "large", 500);
    runtime.launch(launch(small, Privilege.writeDiscard(), "setting up"));
    runtime.launch(launch(large, Privilege.writeDiscard(), "filling"));
    runtime.launch(launch(large, Privilege.reduce(BuiltInReduction.SUM_F64), "summing"));
    FutureMap sum = runtime.launch(launch(small, Privilege.readWrite(), "going on"));
    sum.await();
    assertThatThrownBy(() -> runtime.read(large, 0))
        .hasMessageContaining("(summing)")
        .rootCause()
        .hasMessageContaining(
            "no room for 'region 'large', fields 'value', [0..499], a reduction buffer, made for"
                + " launch 2 (summing)' of 4032 bytes")
        .hasMessageContaining(
            "the largest allocations are: region 'large', fields 'value', [0..499], made for launch"
                + " 1 (filling) (4032 bytes), region 'small', fields 'value', [0..99], made for"
                + " launch 0 (setting up) (832 bytes)");
    assertThat(runtime.read(small, 0)).isInstanceOf(FieldData.class);
    runtime.close();
  }

  private static LogicalRegion region(Runtime runtime, String name, int size) {
    return runtime.regions().createRegion(name, IndexSpace.of(Rect.ofExtents(size)), FIELD);
  }
}
