package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.Strategy;
import org.soapstone.simulator.Explanation;
import org.soapstone.simulator.Explanation.Gain;
import org.soapstone.simulator.Explanation.Share;
import org.soapstone.simulator.Planner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says why a plan takes as long as it does. */
@Command(
    name = "explain",
    description = "Say what bounds a plan, and what each operator gains over another strategy.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  soapstone explain alexnet --machine p100 --devices 4 --strategy plan.json",
      "  soapstone explain inception-v3 --machine p100 --strategy expert --against data-parallel"
    })
final class ExplainCommand implements Runnable {
  /** So many operators are told, of each list. */
  private static final int TOLD = 12;

  @Mixin private Console console;
  @Mixin private ModelOptions modelOptions;
  @Mixin private MachineOptions machineOptions;

  @Option(
      names = "--strategy",
      paramLabel = "S",
      required = true,
      description = StrategyName.DESCRIPTION + ".")
  private String strategyName;

  @Option(
      names = "--against",
      paramLabel = "S",
      defaultValue = "data-parallel",
      description = "What to compare with (default: ${DEFAULT-VALUE}).")
  private String otherName;

  @Override
  public void run() {
    Machine machine = machineOptions.machine();
    LoweredModel model = modelOptions.lower(machine.processorCount());
    Strategy strategy = StrategyName.resolve(strategyName, model, machine);
    Strategy other = StrategyName.resolve(otherName, model, machine);
    try (Costs costs =
        machineOptions.costs(
            model,
            machine,
            () -> Datasets.generated(modelOptions.entry(), model.batch(), modelOptions.seed()),
            console)) {
      Planner planner = new Planner(model, machine, costs.model());
      Plans.predictFitting(planner, strategy);
      Explanation why = Explanation.of(planner, strategy, other);
      print(why);
      console.result(json(why));
    }
  }

  private void print(Explanation why) {
    console.line("a step takes %s; %s", Figures.nanos(why.stepNanos()), sentence(why));
    console.line(
        "from its end back to its beginning, each node let by the one before: %s computing,"
            + " %s moving data, %s handing over; %s of it had been ready and queued",
        share(why.computingNanos(), why),
        share(why.movingNanos(), why),
        share(why.handingNanos(), why),
        share(why.queuedNanos(), why));
    for (Share share : why.busiest()) {
      console.line("%s is held %s of the step", share.name(), share(share.nanos(), why));
    }
    TextTable chain = new TextTable("operator on the critical chain", "for", "share");
    why.operators().stream()
        .limit(TOLD)
        .forEach(
            each -> chain.row(each.name(), Figures.nanos(each.nanos()), share(each.nanos(), why)));
    chain.print(console.text());
    if (why.gains().isEmpty()) {
      console.line("every operator is as in '%s'", otherName);
      return;
    }
    console.line(
        "%s not as in '%s'; alone put back, a step would take",
        why.gains().size() == 1 ? "1 operator is" : why.gains().size() + " operators are",
        otherName);
    TextTable gains = new TextTable("operator", "longer by");
    why.gains().stream().limit(TOLD).forEach(gain -> gains.row(gain.operator(), longer(gain)));
    gains.print(console.text());
  }

  private static String longer(Gain gain) {
    return gain.nanos().map(Figures::nanos).orElse("would not fit");
  }

  private static String share(long nanos, Explanation why) {
    return Figures.percent((double) nanos / why.stepNanos());
  }

  private static String sentence(Explanation why) {
    return switch (why.bound()) {
      case WORK -> "it is bound by work: a processor has no time to spare";
      case LINK -> "it is bound by a link, which has no time to spare";
      case MOVEMENT -> "it is bound by data that moves, and that tasks wait for";
      case DEPENDENCES -> "it is bound by tasks that wait for each other";
    };
  }

  private static ObjectNode json(Explanation why) {
    ObjectNode object =
        Console.object()
            .put("stepNanos", why.stepNanos())
            .put("bound", why.bound().name().toLowerCase(java.util.Locale.ROOT))
            .put("computingNanos", why.computingNanos())
            .put("movingNanos", why.movingNanos())
            .put("handingNanos", why.handingNanos())
            .put("queuedNanos", why.queuedNanos());
    shares(object.putArray("operators"), why.operators());
    shares(object.putArray("busiest"), why.busiest());
    ArrayNode gains = object.putArray("gains");
    for (Gain gain : why.gains()) {
      ObjectNode row = gains.addObject().put("operator", gain.operator());
      gain.nanos().ifPresentOrElse(nanos -> row.put("nanos", nanos), () -> row.putNull("nanos"));
    }
    return object;
  }

  private static void shares(ArrayNode array, List<Share> shares) {
    shares.forEach(each -> array.addObject().put("name", each.name()).put("nanos", each.nanos()));
  }
}
