package org.soapstone.mapper.soap;

import java.util.List;
import org.soapstone.mapper.machine.Fingerprints;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;

/** A little network, of which only the shape matters. */
record ToySpace(String name, List<OperatorSpace> operators) implements SearchSpace {

  static ToySpace network(long samples) {
    Dimension sample = new Dimension("sample", samples, DimensionRole.SAMPLE);
    Dimension height = new Dimension("height", 5, DimensionRole.ATTRIBUTE);
    Dimension outputs = new Dimension("channel", 6, DimensionRole.PARAMETER);
    Dimension features = new Dimension("channel", 10, DimensionRole.PARAMETER);
    return new ToySpace(
        "toy",
        List.of(
            new OperatorSpace(
                "conv1",
                "conv2d",
                List.of(sample, height, outputs),
                List.of(outputs, new Dimension("inputs", 25, DimensionRole.REDUCTION))),
            new OperatorSpace("pool1", "pool2d", List.of(sample, height), List.of()),
            new OperatorSpace(
                "fc1",
                "linear",
                List.of(sample, features, new Dimension("input", 40, DimensionRole.REDUCTION)),
                List.of(features)),
            new OperatorSpace("sum", "reduce", List.of(), List.of())));
  }

  OperatorSpace operator(String operator) {
    return operators.stream().filter(o -> o.name().equals(operator)).findFirst().orElseThrow();
  }

  @Override
  public String fingerprint() {
    return Fingerprints.of(operators.toString());
  }

  @Override
  public void lower(String operator, OperatorConfig configuration, LaunchSink sink) {
    throw new UnsupportedOperationException("placement only");
  }

  @Override
  public void lowerFixed(LaunchSink sink) {
    throw new UnsupportedOperationException("placement only");
  }
}
