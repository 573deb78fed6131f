package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.soapstone.dnn.kernels.KernelCatalog;
import org.soapstone.mapper.machine.LocalProbe;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.mapper.machine.Memory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What was found on this machine, and what each missing part would add. */
@Command(
    name = "doctor",
    description = "Show what was found here, and what each missing part would add.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  soapstone doctor --json"})
final class DoctorCommand implements Runnable {
  private static final List<Path> LIBRARY_FOLDERS =
      Stream.of(
              "/usr/lib/x86_64-linux-gnu",
              "/usr/lib64",
              "/usr/lib",
              "/usr/local/lib",
              "/usr/local/cuda/lib64",
              "/usr/local/nvidia/lib64")
          .map(Path::of)
          .toList();

  @Mixin private Console console;

  /** One part: its name, whether it is there, and what to say of it. */
  private record Finding(String part, boolean present, String detail) {}

  @Override
  public void run() {
    List<Finding> findings = findings();
    TextTable table = new TextTable("part", "found", "detail");
    findings.forEach(
        finding -> table.row(finding.part, finding.present ? "yes" : "no", finding.detail));
    table.print(console.text());
    ObjectNode result = Console.object();
    ArrayNode parts = result.putArray("parts");
    for (Finding finding : findings) {
      parts
          .addObject()
          .put("part", finding.part)
          .put("found", finding.present)
          .put("detail", finding.detail);
    }
    console.result(result);
  }

  private static List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(new Finding("soapstone", true, Version.number()));
    findings.add(
        new Finding(
            "java",
            true,
            "%s, %s".formatted(Runtime.version(), System.getProperty("java.vm.vendor"))));
    Machine local = Machines.named("local");
    Memory memory = local.memory(0);
    findings.add(
        new Finding(
            "processors",
            true,
            "%d cores, %s each; memory %s at %s"
                .formatted(
                    local.processorCount(),
                    Figures.decimal(local.processor(0).peakFlopsPerSecond(), "FLOP/s"),
                    Figures.bytes(memory.capacityBytes()),
                    Figures.decimal(memory.bytesPerSecond(), "B/s"))));
    for (String kernels : KernelCatalog.names()) {
      findings.add(
          new Finding(
              "kernels: " + kernels,
              KernelCatalog.isAvailable(kernels),
              KernelCatalog.availability(kernels)));
    }
    findings.add(
        library(
            "CUDA driver",
            "libcuda.so",
            "is on this machine, but tasks run on processor cores only in this version",
            "not here: GPUs are only simulated in this version (see 'soapstone machines')"));
    findings.add(
        library(
            "UCX",
            "libucp.so",
            "is on this machine, but one process runs a program in this version",
            "not here: one process runs a program in this version, so nothing needs it"));
    findings.add(data());
    findings.add(new Finding("cache", true, LocalProbe.cacheFolder().toString()));
    return findings;
  }

  private static Finding library(String part, String name, String found, String missing) {
    for (Path folder : LIBRARY_FOLDERS) {
      for (String suffix : List.of("", ".1", ".0")) {
        Path file = folder.resolve(name + suffix);
        if (Files.exists(file)) {
          return new Finding(part, true, file + " " + found);
        }
      }
    }
    return new Finding(part, false, missing);
  }

  private static Finding data() {
    Path mnist = Path.of("..", "shared", "data", "mnist");
    return Files.isDirectory(mnist)
        ? new Finding("MNIST", true, mnist + "; give it to train as --data " + mnist)
        : new Finding(
            "MNIST",
            false,
            "not beside the project: train draws digits itself, or takes IDX files by --data");
  }
}
