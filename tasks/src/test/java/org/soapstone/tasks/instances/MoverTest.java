package org.soapstone.tasks.instances;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.RegionForest;
import org.soapstone.tasks.Cases;
import org.soapstone.tasks.graph.InstanceSpec;

class MoverTest {
  private static final FieldSpace FIELDS =
      FieldSpace.builder()
          .field("byte", FieldType.UINT8)
          .field("float", FieldType.FLOAT32)
          .field("long", FieldType.INT64)
          .build();
  private static final int FLOAT = 1;
  private static final int LONG = 2;

  private final Mover mover = new Mover();

  /** Two instances with random contents, and points that both cover. */
  private record Scene(PhysicalInstance source, PhysicalInstance target, IndexSpace points) {}

  private static Scene scene(SplittableRandom random, Arena arena) {
    int dims = 1 + random.nextInt(3);
    Rect common = randomBox(random, dims, 5);
    LogicalRegion root =
        new RegionForest().createRegion("root", IndexSpace.of(grown(random, common, 4)), FIELDS);
    List<Rect> boxes = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      boxes.add(common.intersection(randomBox(random, dims, 5)));
    }
    boxes.add(Rect.ofPoint(common.lo()));
    return new Scene(
        instance(random, root, grown(random, common, 2), arena),
        instance(random, root, grown(random, common, 2), arena),
        IndexSpace.of(boxes));
  }

  private static Rect randomBox(SplittableRandom random, int dims, int extent) {
    long[] lo = new long[dims];
    long[] hi = new long[dims];
    for (int d = 0; d < dims; d++) {
      lo[d] = random.nextInt(extent);
      hi[d] = lo[d] + random.nextInt(extent);
    }
    return Rect.of(lo, hi);
  }

  private static Rect grown(SplittableRandom random, Rect rect, int most) {
    long[] lo = rect.lo().toArray();
    long[] hi = rect.hi().toArray();
    for (int d = 0; d < lo.length; d++) {
      lo[d] -= random.nextInt(most);
      hi[d] += random.nextInt(most);
    }
    return Rect.of(lo, hi);
  }

  private static PhysicalInstance instance(
      SplittableRandom random, LogicalRegion root, Rect rect, Arena arena) {
    var spec = new InstanceSpec(root, 0, rect, FIELDS.all(), Optional.empty(), 0);
    var instance =
        new PhysicalInstance(spec, arena.allocate(PhysicalInstance.blockBytes(spec), 64));
    var view = instance.view(IndexSpace.of(rect), FIELDS.all(), Privilege.readWrite());
    rect.forEachPoint(point -> {
      view.field(0).set(point, (byte) random.nextInt());
      view.field(FLOAT).set(point, (float) random.nextInt(-100, 100));
      view.field(LONG).set(point, random.nextLong());
    });
    return instance;
  }

  private static float floatAt(PhysicalInstance instance, Point point) {
    return view(instance).field(FLOAT).floatAt(point);
  }

  private static RegionView view(PhysicalInstance instance) {
    return instance.view(IndexSpace.of(instance.spec().rect()), FIELDS.all(), Privilege.read());
  }

  private static List<Long> longs(PhysicalInstance instance) {
    List<Long> all = new ArrayList<>();
    instance.spec().rect().forEachPoint(p -> all.add(view(instance).field(LONG).longAt(p)));
    return all;
  }

  @Test
  void copiesExactlyTheGivenPointsAndFields() {
    Cases.forEach(
        200,
        random -> {
          try (Arena arena = Arena.ofConfined()) {
            Scene scene = scene(random, arena);
            PhysicalInstance target = scene.target;
            FieldData before = mover.read(view(target).field(FLOAT), view(target).space());
            List<Long> untouched = longs(target);
            long bytes = mover.copy(scene.source, target, scene.points, FieldSet.of(0, FLOAT));
            assertThat(bytes).isEqualTo(5 * scene.points.volume());
            target
                .spec()
                .rect()
                .forEachPoint(p -> {
                  boolean inside = scene.points.contains(p);
                  double expected = inside ? floatAt(scene.source, p) : before.doubleAt(p);
                  assertThat((double) floatAt(target, p)).isEqualTo(expected);
                  if (inside) {
                    assertThat(view(target).field(0).byteAt(p))
                        .isEqualTo(view(scene.source).field(0).byteAt(p));
                  }
                });
            assertThat(longs(target)).isEqualTo(untouched);
          }
        });
  }

  @Test
  void foldsExactlyTheGivenPoints() {
    Cases.forEach(
        200,
        random -> {
          try (Arena arena = Arena.ofConfined()) {
            Scene scene = scene(random, arena);
            PhysicalInstance target = scene.target;
            FieldData before = mover.read(view(target).field(FLOAT), view(target).space());
            long bytes =
                mover.fold(
                    scene.source,
                    target,
                    scene.points,
                    FieldSet.of(FLOAT),
                    BuiltInReduction.SUM_F32);
            assertThat(bytes).isEqualTo(4 * scene.points.volume());
            target
                .spec()
                .rect()
                .forEachPoint(p -> {
                  double sum =
                      before.doubleAt(p)
                          + (scene.points.contains(p) ? floatAt(scene.source, p) : 0);
                  assertThat((double) floatAt(target, p)).isEqualTo(sum);
                });
          }
        });
  }

  @Test
  void fillsExactlyTheGivenPoints() {
    Cases.forEach(
        200,
        random -> {
          try (Arena arena = Arena.ofConfined()) {
            Scene scene = scene(random, arena);
            PhysicalInstance target = scene.target;
            FieldData before = mover.read(view(target).field(FLOAT), view(target).space());
            long bytes = mover.fill(target, scene.points, FieldSet.of(FLOAT), FillValue.of(-0.0f));
            assertThat(bytes).isEqualTo(4 * scene.points.volume());
            mover.fillIdentity(
                scene.source, scene.points, FieldSet.of(FLOAT), BuiltInReduction.MIN_F32);
            target
                .spec()
                .rect()
                .forEachPoint(p -> {
                  boolean inside = scene.points.contains(p);
                  assertThat(Float.floatToRawIntBits(floatAt(target, p)))
                      .isEqualTo(
                          Float.floatToRawIntBits(inside ? -0.0f : (float) before.doubleAt(p)));
                  if (inside) {
                    assertThat(floatAt(scene.source, p)).isEqualTo(Float.POSITIVE_INFINITY);
                  }
                });
          }
        });
  }

  @Test
  void readsAndWritesViewsOfSparsePoints() {
    Cases.forEach(
        100,
        random -> {
          try (Arena arena = Arena.ofConfined()) {
            Scene scene = scene(random, arena);
            FieldSet longField = FieldSet.of(LONG);
            FieldView from = scene.source.view(scene.points, longField, Privilege.read()).field();
            FieldView to =
                scene.target.view(scene.points, longField, Privilege.writeDiscard()).field();
            List<Long> before = longs(scene.target);
            FieldData data = mover.read(from, scene.points);
            mover.write(data, to, scene.points);
            List<Long> expected = new ArrayList<>();
            Rect rect = scene.target.spec().rect();
            rect.forEachPoint(p ->
                expected.add(
                    scene.points.contains(p)
                        ? from.longAt(p)
                        : before.get((int) rect.linearize(p))));
            assertThat(longs(scene.target)).isEqualTo(expected);
          }
        });
  }
}
