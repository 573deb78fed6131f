package org.soapstone.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.simulator.report.HtmlReport;
import org.soapstone.simulator.report.ProfileSections;
import org.soapstone.simulator.report.ReportData;
import org.soapstone.simulator.report.TraceFile;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.profiling.Profile;
import org.soapstone.tasks.profiling.Profiler;

/**
 * For everybody who wonders where the time goes: {@link Stencil}, watched.
 *
 * <p>What to learn: a runtime that is given a <i>profiler</i> notes what each thread does when: the
 * tasks and copies of each processor, and on the program's side how long each launch is analysed
 * and what of that is the mapper's. The last events are kept; they become a page to look at, and a
 * trace file for <a href="https://ui.perfetto.dev">Perfetto</a>.
 */
public final class ProfiledStencil {
  private ProfiledStencil() {}

  /** {@return what the threads do while heat spreads, once the JVM is warm} */
  static Profile run(Machine machine, int side, int tilesPerSide, int stepCount) {
    Profiler profiler = new Profiler(Profiler.DEFAULT_EVENTS);
    try (var runtime = Runtime.builder(machine, HeatTasks.REGISTRY).profile(profiler).build()) {
      for (int time = 0; time < 2; time++) {
        profiler.clear();
        Stencil program = new Stencil(runtime.regions(), side, tilesPerSide, stepCount);
        program.launches().forEach(runtime::launch);
        runtime.fence();
      }
      return profiler.profile();
    }
  }

  /** Writes a page and a trace file. */
  static void write(Profile profile, Path folder) throws IOException {
    var timeline = ProfileSections.timeline("Heat spreads", profile);
    ReportData.Builder report = ReportData.titled("A stencil, watched").timeline(timeline);
    ProfileSections.facts(profile).forEach(fact -> report.fact(fact.name(), fact.value()));
    HtmlReport.write(report.build(), folder);
    TraceFile.write(List.of(timeline), folder.resolve("profile.json"));
  }

  /**
   * Profiles a small plate on this machine, with a memory for each processor.
   *
   * @param arguments the folder for the page and the trace file; otherwise a temporary one
   * @throws IOException if it cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    Path folder =
        arguments.length > 0 ? Path.of(arguments[0]) : Files.createTempDirectory("soapstone");
    write(run(Machines.named("local-split"), 512, 2, 40), folder);
    System.out.println("look at " + folder.resolve(HtmlReport.FILE_NAME));
    System.out.println("or open " + folder.resolve("profile.json") + " in https://ui.perfetto.dev");
  }
}
