package org.soapstone.tasks;

import java.util.List;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.tasks.instances.FieldView;
import org.soapstone.tasks.instances.RegionView;

/**
 * Bodies that compute something from everything they may read and put it everywhere they may write,
 * so that any datum that is wrong shows.
 */
final class RandomBodies {
  static final String FOLDING = "folding";
  static final String OVERWRITING = "overwriting";
  static final String INNER = "inner";

  /** What points set as their result. */
  enum Result {
    NONE,
    NUMBER,
    TRUTH;

    /** The result of a point that does not run; null for none. */
    Object standIn() {
      return switch (this) {
        case NONE -> null;
        case NUMBER -> 0.5;
        case TRUTH -> false;
      };
    }
  }

  /** Sees all elements together with others, and writes some of them. */
  static final String SHARING = "sharing";

  /** Waits for the other points before it writes, and after. */
  static final String MEETING = "meeting";

  /** Sets the bits of the first element that it reads as its result. */
  static final String PROBE = "probe";

  /** The result of a probe that has nothing to read. */
  static final Object NOTHING = "nothing";

  /** Adds to integers, so that such tasks may run in any order. */
  static final String ADDING = "adding";

  /**
   * What a launch does.
   *
   * @param salt makes launches differ
   * @param result what points set as their result
   * @param throwingPoint the row-major position of the point that throws, or −1
   * @param requirements the launch's requirements
   * @param futures the number of the launch's futures
   * @param depth how many inner tasks it is inside
   * @param mayFail whether tasks that it launches may throw
   */
  record Arguments(
      long salt,
      Result result,
      int throwingPoint,
      List<RegionRequirement> requirements,
      int futures,
      int depth,
      boolean mayFail)
      implements TaskArguments {

    /** Throws, or sets the result. */
    void end(TaskContext context, double sum) {
      if (context.domain().linearize(context.point()) == throwingPoint) {
        throw new IllegalStateException("thrown by launch " + context.iteration());
      }
      switch (result) {
        case NONE -> {}
        case NUMBER -> context.result(sum);
        case TRUTH -> context.result(Math.floorMod((long) Math.floor(sum), 2) == 0);
      }
    }
  }

  private RandomBodies() {}

  static TaskRegistry registry() {
    return registry(Witness.NONE);
  }

  /** The tasks, whose bodies are seen by a witness. */
  static TaskRegistry registry(Witness witness) {
    return TaskRegistry.of(
        TaskDefinition.cpu(FOLDING, c -> run(c, false, witness)),
        TaskDefinition.cpu(ADDING, RandomBodies::add),
        TaskDefinition.cpu(SHARING, RandomBodies::share),
        TaskDefinition.cpu(MEETING, c -> meet(c, witness)),
        TaskDefinition.cpu(PROBE, RandomBodies::probe),
        TaskDefinition.named(OVERWRITING)
            .leaf(ProcessorKind.CPU, c -> run(c, true, witness))
            .overwritesReductions()
            .build(),
        TaskDefinition.inner(INNER, RandomInner::run));
  }

  private static void run(TaskContext context, boolean overwrite, Witness witness) {
    Arguments arguments = (Arguments) context.arguments();
    if (context.domain().linearize(context.point()) == arguments.throwingPoint) {
      throw new IllegalStateException("thrown by launch " + context.iteration());
    }
    List<RegionRequirement> requirements = arguments.requirements;
    double sum = arguments.salt % 100 + context.iteration() % 7;
    for (int f = 0; f < arguments.futures; f++) {
      sum = sum * 0.75 + number(context.future(f));
    }
    for (int r = 0; r < requirements.size(); r++) {
      if (requirements.get(r).privilege().reads()) {
        sum = sum * 0.5 + digest(context.region(r), requirements.get(r));
      }
    }
    witness.saw(context, arguments, sum);
    for (int r = 0; r < requirements.size(); r++) {
      if (requirements.get(r).privilege().writes()) {
        write(context.region(r), requirements.get(r), sum + r, overwrite);
      }
    }
    arguments.end(context, sum);
  }

  private static void probe(TaskContext context) {
    RegionView region = context.region(0);
    if (region.space().isEmpty()) {
      context.result(NOTHING);
      return;
    }
    Point p = region.space().bounds().lo();
    FieldView view = region.field();
    context.result(
        switch (view.type()) {
          case FLOAT32 -> Float.floatToRawIntBits(view.floatAt(p));
          case FLOAT64 -> Double.doubleToRawLongBits(view.doubleAt(p));
          case INT32 -> view.intAt(p);
          case INT64 -> view.longAt(p);
          case UINT8 -> view.byteAt(p);
        });
  }

  private static void add(TaskContext context) {
    Arguments arguments = (Arguments) context.arguments();
    for (int r = 0; r < arguments.requirements.size(); r++) {
      RegionView region = context.region(r);
      for (int id : arguments.requirements.get(r).fields().toArray()) {
        FieldView view = region.field(id);
        region
            .space()
            .forEachPoint(p -> {
              int term = (int) arguments.salt * 31 + p.hashCode();
              if (view.type() == FieldType.INT32) {
                view.set(p, view.intAt(p) + term);
              } else {
                view.set(p, view.longAt(p) + term);
              }
            });
      }
    }
  }

  /** Nobody is done before all have begun. */
  private static void meet(TaskContext context, Witness witness) {
    context.barrier().await();
    run(context, false, witness);
    context.barrier().await();
  }

  /**
   * Tasks of several launches share data without an order, so that each element is given one value,
   * whoever does it.
   */
  private static void share(TaskContext context) {
    Arguments arguments = (Arguments) context.arguments();
    long points = context.domain().volume();
    long mine = context.domain().linearize(context.point());
    for (int r = 0; r < arguments.requirements.size(); r++) {
      RegionView region = context.region(r);
      for (int id : arguments.requirements.get(r).fields().toArray()) {
        FieldView view = region.field(id);
        region
            .space()
            .forEachPoint(p -> {
              if (Math.floorMod(p.hashCode(), points) == mine) {
                set(view, p, p.hashCode() % 50);
              }
            });
      }
    }
  }

  static double number(Object future) {
    if (future instanceof List<?> values) {
      double sum = 0;
      for (Object value : values) {
        sum = sum * 0.5 + number(value);
      }
      return sum;
    }
    return future instanceof Boolean truth ? (truth ? 3 : 5) : (Double) future;
  }

  private static double digest(RegionView region, RegionRequirement requirement) {
    double[] sum = {0};
    for (int id : requirement.fields().toArray()) {
      FieldView view = region.field(id);
      region.space().forEachPoint(p -> sum[0] = sum[0] * 0.875 + get(view, p));
    }
    return sum[0];
  }

  private static double get(FieldView view, Point p) {
    double value =
        switch (view.type()) {
          case FLOAT32 -> view.floatAt(p);
          case FLOAT64 -> view.doubleAt(p);
          case INT32 -> view.intAt(p) % 1000;
          case INT64 -> view.longAt(p) % 1000;
          case UINT8 -> view.byteAt(p);
        };
    return Double.isFinite(value) ? value % 1000 : 1;
  }

  private static void write(
      RegionView region, RegionRequirement requirement, double sum, boolean overwrite) {
    for (int id : requirement.fields().toArray()) {
      FieldView view = region.field(id);
      int[] i = {0};
      region
          .space()
          .forEachPoint(p -> {
            double value = (sum * (1 + i[0]++ % 7)) % 100;
            switch (requirement.privilege()) {
              case Privilege.ReadWrite _ -> set(view, p, get(view, p) * 0.5 + value);
              case Privilege.Reduce _ -> reduce(view, p, value, overwrite);
              case Privilege.Read _, Privilege.WriteDiscard _ -> set(view, p, value);
            }
          });
    }
  }

  private static void reduce(FieldView view, Point p, double value, boolean overwrite) {
    double term =
        view.reduction().orElseThrow().name().startsWith("PROD") ? (value < 50 ? 0.5 : -1) : value;
    if (overwrite) {
      set(view, p, term);
    } else {
      fold(view, p, term);
      fold(view, p, term < 0 ? 1 : term);
    }
  }

  private static void set(FieldView view, Point p, double value) {
    switch (view.type()) {
      case FLOAT32 -> view.set(p, (float) value);
      case FLOAT64 -> view.set(p, value);
      case INT32 -> view.set(p, (int) value);
      case INT64 -> view.set(p, (long) value);
      case UINT8 -> view.set(p, (byte) value);
    }
  }

  private static void fold(FieldView view, Point p, double value) {
    if (view.type() == FieldType.FLOAT32) {
      view.fold(p, (float) value);
    } else if (view.type() == FieldType.FLOAT64) {
      view.fold(p, value);
    } else if (view.type() == FieldType.INT32) {
      view.fold(p, (int) value);
    } else {
      view.fold(p, (long) value);
    }
  }
}
