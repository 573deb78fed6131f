package org.soapstone.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.Strategy;
import org.soapstone.simulator.Planner;
import org.soapstone.simulator.Prediction;
import org.soapstone.simulator.report.HtmlReport;
import org.soapstone.simulator.report.ProfileSections;
import org.soapstone.simulator.report.ReportData;
import org.soapstone.simulator.report.ReportSections;
import org.soapstone.simulator.search.SearchResult;
import org.soapstone.tasks.execution.ExecutionRecord;
import org.soapstone.tasks.profiling.Profile;

/** Puts reports together from what commands know. */
final class Reports {
  /** Time lines show two steps, so that what overlaps between them is seen. */
  private static final int SHOWN_STEPS = 2;

  /** How many steps long a page shows what each thread did. */
  private static final int SHOWN_LIVE_STEPS = 3;

  private Reports() {}

  /** {@return the report of a search} */
  static ReportData ofSearch(Planner planner, SearchResult found) {
    Prediction prediction = planner.predict(found.strategy());
    ReportData.Builder report =
        ReportData.titled(found.model() + " on " + found.machine())
            .subtitle(
                Figures.format(
                    "Strategy for %d processors, batch %d, found by %s",
                    found.devices(), found.batch(), found.origin()));
    search(found, report);
    plan(planner, found.strategy(), prediction, report);
    return facts(planner, prediction, report).build();
  }

  /** {@return the report of a simulation} */
  static ReportData ofSimulation(Planner planner, Strategy strategy, Prediction prediction) {
    ReportData.Builder report =
        ReportData.titled(planner.space().name() + " on " + planner.machine().name())
            .figure(
                "Predicted step", Figures.nanos(prediction.stepNanos()), "from a standing start");
    plan(planner, strategy, prediction, report);
    return facts(planner, prediction, report).build();
  }

  /** {@return the report of a training} */
  static ReportData ofTraining(
      Outcome outcome, Optional<ExecutionRecord> recorded, Optional<Profile> profile) {
    TrainCommand.Run run = outcome.run();
    ReportData.Builder report =
        ReportData.titled("Training " + run.model().name() + " on " + run.machine().name())
            .subtitle(
                Figures.format(
                    "%d processors, batch %d, %d steps",
                    run.machine().processorCount(),
                    run.model().samplesPerStep(),
                    outcome.trained().steps()))
            .figure(
                "Predicted step",
                Figures.nanos(outcome.predictedNanos()),
                Figures.signedPercent(outcome.predictionError()) + " against measured")
            .figure(
                "Measured step",
                Figures.nanos(outcome.measuredNanos()),
                Figures.format("%.0f samples/s", outcome.trained().samplesPerSecond()));
    outcome
        .timing()
        .filter(_ -> !run.isDataParallel())
        .ifPresent(both ->
            report.figure(
                "Against data parallelism",
                Figures.times(both.speedup()),
                Figures.nanos(both.dataParallelNanos()) + " a step, timed in turns"));
    if (!Double.isNaN(outcome.accuracy())) {
      report.figure("Accuracy", Figures.percent(outcome.accuracy()), "on the test images");
    }
    run.found().ifPresent(found -> search(found, report));
    plan(run.planner(), run.strategy(), run.prediction(), report);
    ReportSections sections = new ReportSections(run.model(), run.prediction().plan());
    recorded.ifPresent(
        record -> report.timeline(sections.measured("Measured: steps 2 and 3", record)));
    profile.ifPresent(seen -> {
      Profile last = seen.last(SHOWN_LIVE_STEPS * outcome.trained().steadyStepNanos());
      report.timeline(ProfileSections.timeline("Live: the end of the training", last));
      ProfileSections.facts(seen).forEach(fact -> report.fact(fact.name(), fact.value()));
    });
    report.loss(ReportSections.loss("training loss", outcome.trained().losses().asList()));
    return facts(run.planner(), run.prediction(), report).build();
  }

  private static void search(SearchResult found, ReportData.Builder report) {
    report
        .figure(
            "Predicted over data parallelism",
            Figures.times(found.speedupOverDataParallel()),
            Figures.nanos(found.bestNanos()) + " a step")
        .figure(
            "Lower bound of the plan",
            Figures.nanos(found.lowerBoundNanos()),
            Figures.percent(found.gap()) + " gap")
        .figure(
            "No strategy beats",
            Figures.nanos(found.spaceBound().nanos()),
            Figures.percent(found.certifiedGap()) + " certified gap")
        .figure(
            "Proposals",
            Figures.format("%,d", found.proposals()),
            Figures.decimal(found.proposalsPerSecond(), "/s"));
    ReportSections.search(found.curve(), found.seconds()).forEach(report::search);
  }

  private static void plan(
      Planner planner, Strategy strategy, Prediction prediction, ReportData.Builder report) {
    ReportSections sections = new ReportSections(planner.space(), prediction.plan());
    report
        .figure("Peak memory", Figures.bytes(prediction.plan().footprint().peakBytes()), "")
        .timeline(
            sections.predicted(
                "Predicted: " + SHOWN_STEPS + " steps",
                prediction.plan().simulate(planner.costs(), SHOWN_STEPS)))
        .strategy(ReportSections.strategy(planner.space(), strategy))
        .edges(sections.edges());
  }

  private static ReportData.Builder facts(
      Planner planner, Prediction prediction, ReportData.Builder report) {
    Machine machine = planner.machine();
    return report
        .fact("Machine", machine.name() + ": " + machine.note())
        .fact("Machine fingerprint", machine.fingerprint())
        .fact("Processors", Integer.toString(machine.processorCount()))
        .fact("Costs", planner.costs().name())
        .fact("Model fingerprint", planner.space().fingerprint())
        .fact("Moved between memories in a step", Figures.bytes(prediction.copiedBytes()))
        .fact("Soapstone", Version.number());
  }

  /** Says where the report is, if there is one. */
  static void tell(Path folder, Console console) {
    if (folder != null) {
      console.line("report written to %s", folder.resolve(HtmlReport.FILE_NAME));
    }
  }

  /** Writes a report. */
  static void write(ReportData report, Path folder) {
    try {
      HtmlReport.write(report, folder);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--report '%s' cannot be written (%s)".formatted(folder, e.getMessage()), e);
    }
  }
}
