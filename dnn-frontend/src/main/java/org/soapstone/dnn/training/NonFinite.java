package org.soapstone.dnn.training;

import com.google.common.primitives.Floats;
import java.util.Arrays;
import java.util.Optional;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.instances.FieldData;

/** Looks for values that are no finite numbers. */
final class NonFinite {
  private NonFinite() {}

  /** {@return what of a launch's results is not finite, in words} Waits for it. */
  static Optional<String> of(Launch launch, Runtime runtime) {
    return switch (launch) {
      case FillLaunch _ -> Optional.empty();
      case IndexLaunch tasks ->
          tasks.requirements().stream()
              .filter(requirement -> !(requirement.privilege() instanceof Privilege.Read))
              .map(RegionRequirement::region)
              .distinct()
              .filter(region -> !isFinite(region, runtime))
              .findFirst()
              .map(region ->
                  "operator '%s' is the first with such a value, in its '%s': in %s"
                      .formatted(tasks.tag().operator(), tasks.task(), region.name()));
    };
  }

  /** {@return whether all values of a region are finite} Waits for them. */
  static boolean isFinite(LogicalRegion region, Runtime runtime) {
    FieldData data = runtime.read(region, 0);
    return switch (data.type()) {
      case FLOAT32 -> Floats.asList(data.floats()).stream().allMatch(Float::isFinite);
      case FLOAT64 -> Arrays.stream(data.doubles()).allMatch(Double::isFinite);
      case INT32, INT64, UINT8 -> true;
    };
  }
}
