package org.soapstone.mapper.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.launch.LaunchTag.Role;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.RegionForest;
import org.soapstone.regions.deppart.Partitions;

class LaunchTest {
  private final IndexSpace space = IndexSpace.of(Rect.ofExtents(9));
  private final LogicalRegion region =
      new RegionForest().createRegion("r", space, FieldSpace.of("x", FieldType.FLOAT32));
  private final RegionRequirement whole =
      RegionRequirement.whole(region, region.fieldSpace().all(), Privilege.read());

  @Test
  void pointsAreTakenInRowMajorOrder() {
    var launch =
        IndexLaunch.of("t", Rect.of(Point.of(1, 1), Point.of(2, 3)), TaskArguments.NONE, whole);
    assertThat(launch.pointCount()).isEqualTo(6);
    assertThat(launch.point(0)).isEqualTo(Point.of(1, 1));
    assertThat(launch.point(1)).isEqualTo(Point.of(1, 2));
    assertThat(launch.point(5)).isEqualTo(Point.of(2, 3));
    assertThat(IndexLaunch.single("t", TaskArguments.NONE).pointCount()).isEqualTo(1);
  }

  @Test
  void variationsChangeOneThing() {
    var launch = IndexLaunch.single("t", TaskArguments.NONE, whole);
    var tag = new LaunchTag("conv1", Role.UPDATE);
    IndexLaunch varied = launch.tagged(tag, "update of conv1").at(7).after(new FutureId(3));
    assertThat(varied.tag()).isEqualTo(tag);
    assertThat(varied.provenance()).isEqualTo("update of conv1");
    assertThat(varied.iteration()).isEqualTo(7);
    assertThat(varied.futures()).containsExactly(new FutureId(3));
    assertThat(varied.tagged(LaunchTag.NONE, "t").at(0).after()).isEqualTo(launch);
  }

  @Test
  void launchesThatCannotBeMadeAreErrors() {
    assertThatThrownBy(() -> IndexLaunch.of("t", Rect.empty(1), TaskArguments.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("launch of task 't': the domain is empty; give it at least one point");
    RegionRequirement[] many = Collections.nCopies(64, whole).toArray(RegionRequirement[]::new);
    assertThatThrownBy(() -> IndexLaunch.single("t", TaskArguments.NONE, many))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("launch of task 't': 64 region requirements; at most 63 are allowed");
    assertThatThrownBy(() -> RegionRequirement.whole(region, FieldSet.empty(), Privilege.read()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("requirement on region 'r' names no field; name at least one");
  }

  @Test
  void requirementsNameThePieceOfAPoint() {
    var thirds = Partitions.equal(space, Rect.ofExtents(3));
    var identity =
        RegionRequirement.pieces(
            region, thirds, Projection.IDENTITY, region.fieldSpace().all(), Privilege.readWrite());
    assertThat(identity.space(Point.of(1)).bounds()).isEqualTo(Rect.of(3, 5));
    assertThat(whole.space(Point.of(1))).isEqualTo(space);
  }

  @Test
  void projectionsGiveColours() {
    assertThat(Projection.IDENTITY.colour(Point.of(4, 2))).isEqualTo(Point.of(4, 2));
    assertThat(new Projection.Constant(Point.of(9)).colour(Point.of(4, 2))).isEqualTo(Point.of(9));
    assertThat(new Projection.Select(List.of(1, 0, 1), Point.of(0, 1, -1)).colour(Point.of(4, 2)))
        .isEqualTo(Point.of(2, 5, 1));
    var next = new Projection.Functor("next", p -> p.plus(Point.of(1)));
    assertThat(next.colour(Point.of(4))).isEqualTo(Point.of(5));
    assertThat(next)
        .isEqualTo(new Projection.Functor("next", p -> p))
        .isNotEqualTo(new Projection.Functor("previous", p -> p));
  }

  @Test
  void fillsKeepTheBitsOfTheirValue() {
    assertThat(FillValue.of(-0f)).isEqualTo(new FillValue(FieldType.FLOAT32, 0x8000_0000L));
    assertThat(FillValue.of(-0f)).isNotEqualTo(FillValue.of(0f));
    assertThat(FillValue.of(-0d)).isEqualTo(new FillValue(FieldType.FLOAT64, Long.MIN_VALUE));
    assertThat(FillValue.of(-1)).isEqualTo(new FillValue(FieldType.INT32, 0xffff_ffffL));
    assertThat(FillValue.of(-1L)).isEqualTo(new FillValue(FieldType.INT64, -1));
  }

  @Test
  void argumentsOfATaskThatNeedsNoneTravel() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(TaskArguments.NONE);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(TaskArguments.NONE);
    }
    assertThat(TaskArguments.NONE.costKey()).isEqualTo(TaskArguments.NONE);
    assertThat(TaskArguments.NONE.flops(List.of())).isZero();
  }
}
