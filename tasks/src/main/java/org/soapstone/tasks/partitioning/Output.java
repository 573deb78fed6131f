package org.soapstone.tasks.partitioning;

import java.io.Serializable;
import java.util.List;
import org.soapstone.regions.Field;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldData;

/**
 * What one point of a launch puts out: any number of elements, the result that its body sets.
 *
 * @param fields for each field of the output region, in order of their ids, a value for each
 *     element
 */
public record Output(List<FieldData> fields) implements Serializable {
  /** Copies the list, and checks that all fields have as many values. */
  public Output {
    fields = List.copyOf(fields);
    for (FieldData field : fields) {
      if (field.rect().volume() != fields.getFirst().rect().volume()) {
        throw new IllegalArgumentException(
            "fields of %d and of %d elements are put out; give each field a value for each element"
                .formatted(fields.getFirst().rect().volume(), field.rect().volume()));
      }
    }
    if (fields.isEmpty()) {
      throw new IllegalArgumentException("an output has no field; give one for each of the region");
    }
  }

  /**
   * {@return an output}
   *
   * @param fields the values of each field
   */
  public static Output of(FieldData... fields) {
    return new Output(List.of(fields));
  }

  /** {@return the number of elements} */
  public long count() {
    return fields.getFirst().rect().volume();
  }

  /**
   * {@return where the elements of each point start in the region, and at last their number}
   *
   * @param outputs what the points put out: one output, or a list in row-major order
   * @throws IllegalStateException if a point put out nothing, or fields of other types
   */
  static long[] starts(String name, FieldSpace fields, Rect domain, Object outputs) {
    List<?> all = outputs instanceof List<?> list ? list : List.of(outputs);
    if (all.size() != domain.volume()) {
      throw new IllegalStateException(
          "output '%s': %d of %d points set a result; let each set an Output, be it of no element"
              .formatted(name, all.size(), domain.volume()));
    }
    long[] starts = new long[all.size() + 1];
    for (int p = 0; p < all.size(); p++) {
      starts[p + 1] = starts[p] + checked(name, fields, domain, p, all.get(p)).count();
    }
    return starts;
  }

  private static Output checked(
      String name, FieldSpace fields, Rect domain, int point, Object result) {
    if (!(result instanceof Output output)) {
      throw new IllegalStateException(
          "output '%s': point %s set a result of %s; let it set an Output"
              .formatted(name, domain.delinearize(point), result.getClass()));
    }
    List<Field> wanted = fields.fields();
    boolean fits = output.fields.size() == wanted.size();
    for (int f = 0; fits && f < wanted.size(); f++) {
      fits = output.fields.get(f).type() == wanted.get(f).type();
    }
    if (!fits) {
      throw new IllegalStateException(
          "output '%s': point %s put out fields of types %s, but the region's are %s; give one for each"
              .formatted(
                  name,
                  domain.delinearize(point),
                  output.fields.stream().map(FieldData::type).toList(),
                  fields));
    }
    return output;
  }

  /** {@return the space of all elements} */
  static IndexSpace space(long[] starts) {
    long count = starts[starts.length - 1];
    return count == 0 ? IndexSpace.empty(1) : IndexSpace.of(Rect.of(0, count - 1));
  }
}
