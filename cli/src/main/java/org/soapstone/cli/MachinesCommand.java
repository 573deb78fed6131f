package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.regex.Pattern;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.mapper.machine.Memory;
import org.soapstone.mapper.machine.Processor;
import org.soapstone.mapper.machine.Route;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The built-in machines, and this one. */
@Command(
    name = "machines",
    description = "List the built-in machines, this one among them; or show one machine's parts.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Examples:", "  soapstone machines p100", "  soapstone machines my-cluster.json"})
final class MachinesCommand implements Runnable {
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=\\)): |; |\\. (?=[A-Z])");
  private static final int NOTE_WIDTH = 76;
  private static final int SHOWN_ROUTES = 16;

  @Mixin private Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      defaultValue = "",
      description = "A built-in machine or a machine file.")
  private String name;

  @Override
  public void run() {
    if (name.isEmpty()) {
      list();
    } else {
      show(Machines.named(name));
    }
  }

  private void list() {
    TextTable table =
        new TextTable("machine", "nodes", "processors", "memory each", "peak each", "note");
    ObjectNode result = Console.object();
    ArrayNode machines = result.putArray("machines");
    for (String known : Machines.names()) {
      Machine machine = Machines.named(known);
      Processor first = machine.processor(0);
      table.row(
          known,
          machine.nodeCount(),
          machine.processorCount() + " " + machine.kind(0),
          Figures.bytes(machine.memory(first.memory()).capacityBytes()),
          Figures.decimal(first.peakFlopsPerSecond(), "FLOP/s"),
          firstSentence(machine.note()));
      facts(machines.addObject(), machine);
    }
    table.print(console.text());
    console.result(result);
  }

  private static String firstSentence(String note) {
    String sentence = SENTENCE_END.split(note, 2)[0];
    if (sentence.length() <= NOTE_WIDTH) {
      return sentence;
    }
    return sentence.substring(0, sentence.lastIndexOf(' ', NOTE_WIDTH)) + " ...";
  }

  private void show(Machine machine) {
    Processor first = machine.processor(0);
    Memory memory = machine.memory(first.memory());
    console.line("%s: %s", machine.name(), machine.note());
    console.line(
        "nodes %d, processors %d, memories %d, links %d; fingerprint %s",
        machine.nodeCount(),
        machine.processorCount(),
        machine.memoryCount(),
        machine.linkCount(),
        machine.fingerprint());
    console.line(
        "processor 0: %s, %s peak; memory %s, %s at %s",
        first.kind(),
        Figures.decimal(first.peakFlopsPerSecond(), "FLOP/s"),
        memory.name(),
        Figures.bytes(memory.capacityBytes()),
        Figures.decimal(memory.bytesPerSecond(), "B/s"));
    console.line(
        "copies between memories are made by %s",
        switch (machine.copyEngine()) {
          case PROCESSOR -> "the processors";
          case DMA -> "engines of their own";
        });
    printRoutes(machine, first, console.text());
    console.result(facts(Console.object(), machine));
  }

  private static void printRoutes(Machine machine, Processor first, PrintWriter out) {
    TextTable routes =
        new TextTable("from processor", "to processor", "links", "latency", "bandwidth");
    boolean any = false;
    for (int to = 1; to < machine.processorCount() && to <= SHOWN_ROUTES; to++) {
      int memory = machine.nearestMemory(to);
      if (memory == first.memory()) {
        continue;
      }
      any = true;
      Route route = machine.route(first.memory(), memory);
      routes.row(
          0,
          to,
          route.links().length(),
          Figures.nanos(route.latencyNanos()),
          Figures.decimal(route.bytesPerSecond(), "B/s"));
    }
    if (any) {
      routes.print(out);
    }
  }

  private static ObjectNode facts(ObjectNode object, Machine machine) {
    Processor first = machine.processor(0);
    return object
        .put("machine", machine.name())
        .put("nodes", machine.nodeCount())
        .put("processors", machine.processorCount())
        .put("memories", machine.memoryCount())
        .put("links", machine.linkCount())
        .put("kind", machine.kind(0).toString())
        .put("peakFlopsPerSecond", first.peakFlopsPerSecond())
        .put("memoryBytes", machine.memory(first.memory()).capacityBytes())
        .put("fingerprint", machine.fingerprint())
        .put("note", machine.note());
  }
}
