package org.soapstone.tasks.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.ReductionOperator;

/** Symbolic values, numbered from 1; equal values have equal numbers. */
final class Terms {
  private final Map<Object, Integer> numbers = new HashMap<>();
  private final List<Object> terms = new ArrayList<>(List.of("nothing"));

  private record Fold(String operator, int left, int right) {}

  /** {@return the value that is known by this name, an object equal by value} */
  int of(Object name) {
    return numbers.computeIfAbsent(
        name,
        _ -> {
          terms.add(name);
          return terms.size() - 1;
        });
  }

  /** {@return left (op) right; folding onto the identity gives the right-hand side} */
  int fold(ReductionOperator operator, int left, int right) {
    if (terms.get(left) instanceof FillValue fill
        && fill.equals(RandomProgram.identity(operator))) {
      return right;
    }
    boolean swap = operator instanceof BuiltInReduction && right < left;
    return of(new Fold(operator.name(), swap ? right : left, swap ? left : right));
  }

  String describe(int term) {
    return terms.get(term) instanceof Fold fold
        ? "(%s %s %s)".formatted(describe(fold.left), fold.operator, describe(fold.right))
        : terms.get(term).toString();
  }
}
