package org.soapstone.tasks.instances;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.Cases;
import org.soapstone.tasks.TaskFailure;

class PoisonTest {
  private static final int POINTS = 8;
  private static final int FIELDS = 3;

  private static TaskFailure failure(int key) {
    return new TaskFailure("task", "test", key, key, Point.of(0), 0, new Exception("boom"));
  }

  private static IndexSpace points(SplittableRandom random) {
    long lo = random.nextInt(POINTS);
    return IndexSpace.of(Rect.of(lo, Math.min(POINTS - 1, lo + random.nextInt(POINTS))));
  }

  private static FieldSet fields(SplittableRandom random) {
    int first = random.nextInt(FIELDS);
    return FieldSet.of(first, random.nextInt(first, FIELDS));
  }

  /** One failure, or none, for each point of each field: the obvious form. */
  private static final class Model {
    final TaskFailure[][] causes = new TaskFailure[FIELDS][POINTS];

    void set(IndexSpace points, FieldSet fields, TaskFailure cause) {
      fields.forEach(f -> points.forEachPoint(p -> causes[f][(int) p.coordinate(0)] = cause));
    }

    void spread(Model source, IndexSpace points, FieldSet fields) {
      fields.forEach(f ->
          points.forEachPoint(p -> {
            int i = (int) p.coordinate(0);
            TaskFailure mine = causes[f][i];
            TaskFailure theirs = source.causes[f][i];
            causes[f][i] =
                mine == null || theirs == null
                    ? (mine == null ? theirs : mine)
                    : TaskFailure.first(mine, theirs);
          }));
    }
  }

  @Test
  void agreesWithOneMarkForEachElement() {
    Cases.forEach(
        300,
        random -> {
          Poison[] real = {new Poison(), new Poison()};
          Model[] model = {new Model(), new Model()};
          for (int step = 0; step < 30; step++) {
            IndexSpace points = points(random);
            FieldSet fields = fields(random);
            int which = random.nextInt(2);
            switch (random.nextInt(3)) {
              case 0 -> {
                TaskFailure cause = failure(random.nextInt(100));
                real[which].spoil(points, fields, cause);
                model[which].set(points, fields, cause);
              }
              case 1 -> {
                real[which].heal(points, fields);
                model[which].set(points, fields, null);
              }
              default -> {
                real[which].spread(real[1 - which], points, fields);
                model[which].spread(model[1 - which], points, fields);
              }
            }
            check(real[which], model[which]);
          }
        });
  }

  private static void check(Poison real, Model model) {
    for (int f = 0; f < FIELDS; f++) {
      TaskFailure[] seen = new TaskFailure[POINTS];
      for (int p = 0; p < POINTS; p++) {
        seen[p] = real.first(IndexSpace.of(Rect.of(p, p)), FieldSet.of(f)).orElse(null);
      }
      assertThat(Arrays.stream(seen).map(PoisonTest::key).toList())
          .isEqualTo(Arrays.stream(model.causes[f]).map(PoisonTest::key).toList());
    }
  }

  private static long key(TaskFailure failure) {
    return failure == null ? -1 : failure.key();
  }
}
