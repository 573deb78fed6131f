package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.zoo.Setting;
import org.soapstone.dnn.zoo.ZooModel;
import org.soapstone.regions.FieldType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The networks that come with Soapstone. */
@Command(
    name = "models",
    description =
        "List the zoo: operators, parameters, forward FLOPs per sample; or one model's layers.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Examples:", "  soapstone models lenet", "  soapstone models rnnlm:hidden=200"})
final class ModelsCommand implements Runnable {
  @Mixin private Console console;
  @Mixin private ClasspathOption classpath;

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      defaultValue = "",
      description = "A model, to see its layers, shapes, parallel dimensions and settings.")
  private String name;

  @Override
  public void run() {
    if (name.isEmpty()) {
      list();
    } else {
      ZooModel entry = classpath.catalog().find(name);
      Model model = entry.build(entry.batchPerDevice(), FieldType.FLOAT32);
      console.line("%s", model.summary().stripTrailing());
      settings(entry);
      ObjectNode result = facts(Console.object(), entry, model);
      ArrayNode settings = result.putArray("settings");
      for (Setting setting : entry.settings().all()) {
        settings
            .addObject()
            .put("name", setting.name())
            .put("value", setting.value())
            .put("meaning", setting.meaning());
      }
      ArrayNode operators = result.putArray("operatorNames");
      model.operators().forEach(operator -> operators.add(operator.name()));
      console.result(result);
    }
  }

  /** Says what may be changed, as one writes it. */
  private void settings(ZooModel entry) {
    if (!entry.settings().all().isEmpty()) {
      console.line("settings, behind a colon after the model's name:");
    }
    for (Setting setting : entry.settings().all()) {
      console.line("  %s=%d  %s", setting.name(), setting.value(), setting.meaning());
    }
  }

  private void list() {
    TextTable table =
        new TextTable("model", "operators", "parameters", "GFLOP/sample", "description");
    ObjectNode result = Console.object();
    ArrayNode models = result.putArray("models");
    for (ZooModel entry : classpath.catalog().models()) {
      Model model = entry.build(1, FieldType.FLOAT32);
      table.row(
          entry.name(),
          model.operators().size(),
          Figures.format("%,d", model.parameters()),
          Figures.format("%.4g", model.forwardFlopsPerSample() / 1e9),
          entry.description());
      facts(models.addObject(), entry, model);
    }
    table.print(console.text());
    console.result(result);
  }

  private static ObjectNode facts(ObjectNode object, ZooModel entry, Model model) {
    return object
        .put("model", entry.name())
        .put("operators", model.operators().size())
        .put("parameters", model.parameters())
        .put("forwardFlopsPerSample", model.forwardFlopsPerSample())
        .put("description", entry.description());
  }
}
