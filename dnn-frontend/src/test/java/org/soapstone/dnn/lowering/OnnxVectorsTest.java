package org.soapstone.dnn.lowering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.soapstone.dnn.TestMachines;
import org.soapstone.dnn.kernels.KernelCatalog;
import org.soapstone.dnn.kernels.Kernels.Pooling;
import org.soapstone.dnn.kernels.UnaryFunction;
import org.soapstone.dnn.kernels.Window;
import org.soapstone.dnn.lowering.OnnxFile.Data;
import org.soapstone.dnn.lowering.OnnxFile.Node;
import org.soapstone.dnn.operators.Access.Part;
import org.soapstone.dnn.operators.BatchNorm;
import org.soapstone.dnn.operators.Conv;
import org.soapstone.dnn.operators.Embedding;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.Linear;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Pool;
import org.soapstone.dnn.operators.Softmax;
import org.soapstone.dnn.operators.State;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.operators.Unary;
import org.soapstone.mapper.soap.ParallelConfig;
import org.soapstone.regions.FieldType;

/** Operators against the test vectors of ONNX, which other frameworks have computed. */
class OnnxVectorsTest {
  private static final Path FOLDER = Path.of("shared", "data", "onnx");
  private static final double TOLERANCE = 1e-5;

  @TestFactory
  List<DynamicTest> operatorsComputeWhatOthersDo() throws IOException {
    Optional<Path> folder = folder();
    if (folder.isEmpty()) {
      return List.of(
          DynamicTest.dynamicTest(
              "vectors", () -> assumeTrue(false, FOLDER + " is beside no folder above this one")));
    }
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> vectors = Files.list(folder.get())) {
      for (Path vector : vectors.filter(Files::isDirectory).sorted().toList()) {
        for (FieldType type : List.of(FieldType.FLOAT32, FieldType.FLOAT64)) {
          for (String kernels : KernelCatalog.names()) {
            if (type == FieldType.FLOAT32 || kernels.equals("reference")) {
              tests.add(
                  DynamicTest.dynamicTest(
                      "%s, %s, %s".formatted(vector.getFileName(), type, kernels),
                      () -> compare(vector, type, kernels)));
            }
          }
        }
      }
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  private static Optional<Path> folder() {
    return Stream.iterate(Path.of("").toAbsolutePath(), p -> p != null, Path::getParent)
        .map(at -> at.resolve(FOLDER))
        .filter(Files::isDirectory)
        .findFirst();
  }

  private static void compare(Path vector, FieldType type, String kernels) throws IOException {
    assumeTrue(KernelCatalog.isAvailable(kernels), KernelCatalog.availability(kernels));
    OnnxFile.Model model = OnnxFile.model(vector.resolve("model.onnx"));
    Data input = OnnxFile.tensor(vector.resolve("test_data_set_0_input_0.pb"));
    Data output = OnnxFile.tensor(vector.resolve("test_data_set_0_output_0.pb"));
    Node node = model.nodes().getLast();
    boolean indices = node.kind().equals("Gather");
    Data given = indices ? input : channelsLast(input);
    Data expected = indices ? output : channelsLast(output);
    ImmutableLongArray shape = ImmutableLongArray.copyOf(given.shape());
    Source source = Source.of(new Tensor("x0", indices ? FieldType.INT32 : type, shape, !indices));
    Map<String, double[]> parameters = new LinkedHashMap<>();
    Operator operator = operator(node, model.initializers(), source.output(), type, parameters);
    try (var harness =
        new OperatorHarness(
            source, operator, TestMachines.shared(1), KernelCatalog.named(kernels))) {
      harness.give(source.output(), Part.VALUE, indices ? spread(given) : given.values());
      operator.weights().forEach(weight -> give(harness, weight.tensor(), parameters));
      ParallelConfig whole = ParallelConfig.single(operator.dimensions().size(), 0);
      for (State state : operator.states()) {
        give(harness, state.tensor(), parameters);
      }
      double[] found =
          operator.states().isEmpty()
              ? harness.passes(whole).get(operator.output().name())
              : harness.use(whole).get(operator.output().name());
      assertThat(operator.output().shape().asList()).isEqualTo(expected.shape());
      assertClose(vector.getFileName().toString(), expected.values(), found);
    }
  }

  /** Indices as the harness takes them: numbers from −1 to 1 that stand for 0 to 10. */
  private static double[] spread(Data indices) {
    return Arrays.stream(indices.values()).map(i -> (i + 0.5) / 11 * 2 - 1).toArray();
  }

  private static void give(
      OperatorHarness harness, Tensor tensor, Map<String, double[]> parameters) {
    harness.give(tensor, Part.VALUE, parameters.get(tensor.name()));
  }

  private static void assertClose(String what, double[] expected, double[] found) {
    double magnitude = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(expected[i] - found[i]))
          .as("%s: element %d is %s, expected %s", what, i, found[i], expected[i])
          .isLessThanOrEqualTo(TOLERANCE * magnitude);
    }
  }

  private static Operator operator(
      Node node,
      Map<String, Data> initializers,
      Tensor x,
      FieldType type,
      Map<String, double[]> parameters) {
    List<Data> given = node.inputs().stream().map(initializers::get).toList();
    return switch (node.kind()) {
      case "Elu" -> new Unary("op", x, new UnaryFunction.Elu(node.number("alpha")));
      case "LeakyRelu" -> new Unary("op", x, new UnaryFunction.LeakyRelu(node.number("alpha")));
      case "Relu" -> new Unary("op", x, new UnaryFunction.Relu());
      case "Sigmoid" -> new Unary("op", x, new UnaryFunction.Sigmoid());
      case "Softplus" -> new Unary("op", x, new UnaryFunction.Softplus());
      case "Tanh" -> new Unary("op", x, new UnaryFunction.Tanh());
      case "Softmax" -> new Softmax("op", x, (int) node.number("axis"), false);
      case "LogSoftmax" -> new Softmax("op", x, (int) node.number("axis"), true);
      case "MaxPool" -> new Pool("op", x, Pooling.MAX, window(node));
      case "AveragePool" -> new Pool("op", x, Pooling.AVERAGE, window(node));
      case "Conv" -> {
        parameters.put("op.weight", channelsLast(given.get(1)).values());
        parameters.put("op.bias", given.get(2).values());
        long channels = given.get(1).shape().getFirst();
        long groups = (long) node.number("group");
        yield new Conv("op", x, channels, window(node), groups, true, Initializer.ZERO);
      }
      case "Gemm" -> {
        parameters.put("op.weight", given.get(1).values());
        parameters.put("op.bias", given.get(2).values());
        yield new Linear("op", x, given.get(1).shape().getFirst(), Initializer.ZERO);
      }
      case "MatMul" -> {
        Data weight = initializers.values().iterator().next();
        parameters.put("op.weight", weight.values());
        yield new Linear("op", x, weight.shape().getFirst(), Initializer.ZERO, false);
      }
      case "Gather" -> {
        Data table = given.getFirst();
        parameters.put("op.weight", table.values());
        yield new Embedding(
            "op",
            x,
            table.shape().getFirst(),
            table.shape().get(1),
            Embedding.Bag.NONE,
            Initializer.ZERO,
            type);
      }
      case "BatchNormalization" -> {
        parameters.put("op.weight", given.get(1).values());
        parameters.put("op.bias", given.get(2).values());
        parameters.put("op.runningMean", given.get(3).values());
        parameters.put("op.runningVariance", given.get(4).values());
        yield new BatchNorm("op", x, node.number("epsilon"), 0.1);
      }
      default -> throw new IllegalArgumentException("there is no operator for " + node.kind());
    };
  }

  private static Window window(Node node) {
    int[] pads = node.numbers("pads");
    int dims = pads.length / 2;
    int[] ones = new int[dims];
    Arrays.fill(ones, 1);
    return new Window(
        ImmutableIntArray.copyOf(node.numbers("kernel_shape")),
        ImmutableIntArray.copyOf(node.numbers("strides")),
        ImmutableIntArray.copyOf(
            node.attributes().containsKey("dilations") ? node.numbers("dilations") : ones),
        ImmutableIntArray.copyOf(Arrays.copyOf(pads, dims)),
        ImmutableIntArray.copyOf(Arrays.copyOfRange(pads, dims, 2 * dims)));
  }

  /** Moves the second dimension behind the others. */
  private static Data channelsLast(Data data) {
    int dims = data.shape().size();
    if (dims < 3) {
      return data;
    }
    List<Long> shape = new ArrayList<>(data.shape());
    int channels = Math.toIntExact(shape.remove(1));
    shape.add((long) channels);
    int outer = Math.toIntExact(shape.getFirst());
    int positions = data.values().length / (outer * channels);
    double[] values = new double[data.values().length];
    for (int n = 0; n < outer; n++) {
      for (int c = 0; c < channels; c++) {
        for (int p = 0; p < positions; p++) {
          values[(n * positions + p) * channels + c] =
              data.values()[(n * channels + c) * positions + p];
        }
      }
    }
    return new Data(shape, ImmutableDoubleArray.copyOf(values));
  }
}
