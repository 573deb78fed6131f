package org.soapstone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.operators.Sgd;
import org.soapstone.dnn.zoo.ModelProvider;
import org.soapstone.dnn.zoo.ZooModel;
import org.soapstone.examples.OwnModels;

/** Models of one's own, from JARs and folders of classes. */
@Timeout(120)
final class ClasspathTest {
  @TempDir private Path folder;

  /** Where the examples' classes are: a JAR or a folder. */
  private static Path examples() {
    try {
      return Path.of(OwnModels.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static ZooModel model(String name, Consumer<Model> layers) {
    return new ZooModel(name, "for a test", 4, new Sgd(0.1, 0, 0), layers);
  }

  /** Has a name of the zoo's. */
  public static final class Taken implements ModelProvider {
    @Override
    public List<ZooModel> models() {
      return List.of(model("lenet", _ -> {}));
    }
  }

  /** Cannot be made. */
  public static final class Broken implements ModelProvider {
    /** Throws. */
    public Broken() {
      throw new IllegalStateException("no luck");
    }

    @Override
    public List<ZooModel> models() {
      return List.of();
    }
  }

  /** Fails when it is asked. */
  public static final class Failing implements ModelProvider {
    @Override
    public List<ZooModel> models() {
      throw new IllegalStateException("no models");
    }
  }

  /** Its layers cannot be added. */
  public static final class Loose implements ModelProvider {
    @Override
    public List<ZooModel> models() {
      return List.of(
          model(
              "loose",
              _ -> {
                throw new IllegalStateException("no layers");
              }));
    }
  }

  /** A folder that names a provider, whose classes are found on the test's own class path. */
  private Path naming(String provider) throws IOException {
    Path services = Files.createDirectories(folder.resolve("classes/META-INF/services"));
    Files.writeString(
        services.resolve(ModelProvider.class.getName()), "# a comment\n" + provider + "\n");
    return folder.resolve("classes");
  }

  @Test
  void oneSOwnModelIsListedSearchedSimulatedAndTrained() {
    String own = " --classpath " + examples();
    assertThat(Invocation.line("models" + own).succeeds().out()).contains("perceptron", "lenet");
    assertThat(Invocation.line("models perceptron" + own).succeeds().out()).contains("soft_sign");
    String common = " perceptron --costs analytic --devices " + Invocation.DEVICES + own;
    Invocation.line("simulate --strategy channel-split" + common).succeeds();
    Invocation.line("search --proposals 20" + common).succeeds();
    JsonNode done =
        Invocation.line("train --strategy channel-split --steps 30 --no-compare --json" + common)
            .json();
    assertThat(done.get("model").asText()).isEqualTo("perceptron");
    assertThat(done.get("lastLoss").doubleValue()).isLessThan(done.get("firstLoss").doubleValue());
  }

  @Test
  void withoutTheOptionItIsNotThere() {
    assertThat(Invocation.line("models perceptron").complains(2)).contains("unknown model");
  }

  @Test
  void whatCannotBeUsedIsSaidInASentence() throws IOException {
    assertThat(Invocation.line("models --classpath", folder.resolve("no.jar")).complains(2))
        .contains("--classpath: there is no file");
    Path text = Files.writeString(folder.resolve("text.jar"), "no archive");
    assertThat(Invocation.line("models --classpath", text).complains(2)).contains("is no JAR");
    assertThat(Invocation.line("models --classpath", folder).complains(2))
        .contains("there is no model provider in", "META-INF/services");
    assertThat(Invocation.line("models --classpath", naming("no.such.Class")).complains(2))
        .contains("cannot be used", "no.such.Class");
    assertThat(Invocation.line("models --classpath", naming(Taken.class.getName())).complains(2))
        .contains("two models are named 'lenet': one of the zoo and one of", "Taken");
    assertThat(Invocation.line("models --classpath", naming(Broken.class.getName())).complains(2))
        .contains("cannot be used", "no luck");
    assertThat(Invocation.line("models --classpath", naming(Failing.class.getName())).complains(2))
        .contains("does not tell its models", "no models");
    assertThat(
            Invocation.line("models loose --classpath", naming(Loose.class.getName())).complains(2))
        .contains("model 'loose' cannot be built", "no layers");
  }
}
