package org.soapstone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong input is told in one sentence, with exit status 2, before long work begins. */
@Timeout(60)
final class WrongInputTest {
  /** Takes longer than a test may: what is wrong must be found before the search. */
  private static final String LONG = " --costs analytic --budget 2m";

  @TempDir private Path folder;

  private static String complaint(String words, Object... more) {
    return Invocation.line(words, more).complains(2);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          search lenett | unknown model 'lenett' | did you mean 'lenet'?
          models alexnett | unknown model 'alexnett' | did you mean 'alexnet'?
          search | missing required parameter: 'MODEL' | soapstone search --help
          search lenet --machine p10 | no machine named 'p10' | did you mean 'p100'?
          machines k800 | no machine named 'k800' | did you mean 'k80'?
          search lenet --machine no/such.json | no/such.json | there is no such file
          search lenet --machine p100 --devices 17 | has 16 processors, not 17 | ask for 1 to 16
          search lenet --devices 0 | not 0 | ask for 1 to
          search lenet --devices -1 | not -1 | ask for 1 to
          search lenet --devices two | '--devices' | 'two' is not an int
          search lenet --batch -4 | --batch -4 | at least 1 sample
          search lenet --batch 0 | --batch 0 | at least 1 sample
          search lenet --batch 4611686018427387904 | --batch 4611686018427387904 | at most 1048576
          search lenet --global-batch 0 | --global-batch 0 | at least 1 sample
          search lenet --batch 4 --global-batch 8 | --batch=B, --global-batch=B | mutually exclusive
          search lenet --delta --full | --delta, --full | mutually exclusive
          search lenet --dtype float16 | --dtype 'float16' | float32 or float64
          search lenet --kernels fast | no kernel set 'fast' | onednn, reference
          search lenet --costs cheap | --costs 'cheap' | neither measured nor analytic
          search lenet --machine p100 --costs measured | is not this one | take analytic
          search lenet --search mcmc | no search named 'mcmc' | default, paper, placement
          search lenet --start nowhere | no strategy named 'nowhere' | parameter-server, expert
          search lenet --start single,expertt | no strategy named 'expertt' | did you mean 'expert'?
          search lenet --budget 5 | '5' is no duration | for example 30s
          search lenet --budget -5s | '-5s' is no duration | for example 30s
          search lenet --proposals -1 | -1 proposals | at least 0
          search lenet --chains 0 | 0 chains | at least 1
          search lenet --seed x | '--seed' | 'x' is not a long
          search lenet --bugdet=3s | no option '--bugdet' | did you mean '--budget'?
          search lenet alexnet | 'alexnet' is one word too many | soapstone search --help
          simulate lenet --strategy expertt | no strategy named 'expertt' | did you mean 'expert'?
          simulate lenet --strategy no-such.json | file no-such.json | there is no such file
          train lenet --epochs 0 | --epochs 0 | at least 1
          train lenet --steps 0 | --steps 0 | at least 1
          train lenet --rate -1 | learning rate -1.0 | greater than 0
          train lenet --momentum 1 | momentum 1.0 | less than 1
          train lenet --steps 2 --record x.json | --record takes the third step | which has 2
          train lenet --machine p100 | machine 'p100' | such as 'local'
          train lenet --global-batch 8001 | 8000 images | fewer than a batch of 8001
          train lenet --data no/such | there is no folder 'no/such' | images-idx3-ubyte
          graph | graph needs a subcommand | graph diff F G
          graph dif a b | no command 'dif' | did you mean 'diff'?
          graph diff a.json | missing required parameter: 'G' | graph diff --help
          graph dot no/a.json | graph record 'no/a.json' | is not there
          graph diff no/a.json no/b.json | graph record 'no/a.json' | is not there
          sarch lenet | no command 'sarch' | did you mean 'search'?
          --colour | no option '--colour' | soapstone --help
          """)
  void isToldInOneSentence(String words, String what, String remedy) {
    boolean searches = words.matches("(search|train) .*") && !words.matches(".*--(budget|costs).*");
    assertThat(complaint(words + (searches ? LONG : ""))).contains(what).contains(remedy);
  }

  @Test
  void float64NeedsTheReferenceKernels() {
    assertThat(complaint("train lenet --dtype float64 --kernels onednn" + LONG))
        .contains("--kernels onednn computes in float32 only", "take --kernels reference");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTruncatedImageFile(boolean compressed) throws IOException {
    Path data = IdxFiles.write(folder.resolve("data"), 20, compressed, compressed ? 40 : 1);
    assertThat(complaint("train lenet --data", data, "--costs", "analytic", "--budget", "2m"))
        .contains("t10k-images-idx3-ubyte", "is truncated", "20 x 28 x 28", "15696 bytes");
  }

  @Test
  void imagesOfAnotherShape() throws IOException {
    Path data = IdxFiles.write(folder.resolve("data"), 20, false);
    assertThat(complaint("train alexnet --data", data, "--costs", "analytic", "--budget", "2m"))
        .contains("28 x 28 x 1", "model 'alexnet' takes 224 x 224 x 3");
  }

  @Test
  void aFolderWithoutImages() {
    assertThat(complaint("train lenet --data", folder))
        .contains("has no IDX, CIFAR-10 or NumPy files", folder.toString());
  }

  @Test
  void aLinkToAMemoryThatIsNotThere() throws IOException {
    Path machine =
        file(
            "m.json",
            MachineFiles.oneCore(1 << 30).replace("\"links\": []", MachineFiles.LOST_LINK));
    assertThat(complaint("search lenet --machine", machine))
        .contains("m.json", "links[0].to", "no memory or switch named 'm7'", "there is m0");
    assertThat(complaint("machines", machine)).contains("links[0].to");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}", "{\"format\": \"soapstone-machine/9\"}", "\u00ff"})
  void filesThatAreNotWhatTheyShouldBe(String text) throws IOException {
    Path broken = file("broken.json", text);
    assertThat(complaint("search lenet --machine", broken)).contains("broken.json");
    assertThat(complaint("simulate lenet --strategy", broken)).contains("broken.json");
    assertThat(complaint("graph diff", broken, broken)).contains("broken.json");
    assertThat(complaint("search lenet --costs", broken)).contains("broken.json");
  }

  @Test
  void aStrategyForAnotherModel() {
    Path plan = folder.resolve("plan.json");
    Invocation.line("search alexnet --machine p100 --devices 2 --proposals 0 --out", plan)
        .succeeds();
    assertThat(complaint("simulate lenet --machine p100 --devices 2 --strategy", plan))
        .contains("plan.json", "is for model 'alexnet', not 'lenet'");
    assertThat(complaint("train lenet --strategy", plan)).contains("not 'lenet'");
  }

  @Test
  void aDegreeLargerThanItsDimension() throws IOException {
    Path plan = folder.resolve("plan.json");
    Invocation.line("search lenet --machine p100 --devices 2 --proposals 0 --out", plan).succeeds();
    String text = Files.readString(plan);
    String large = text.replaceFirst("\"sample\": \\d+", "\"sample\": 4000");
    assertThat(large).isNotEqualTo(text);
    Files.writeString(plan, large);
    assertThat(complaint("simulate lenet --machine p100 --devices 2 --strategy", plan))
        .contains("degree 4000 of dimension 'sample' is larger than the dimension", "1 to 64");
  }

  @Test
  void aStrategyForMoreDevicesNamesTheFirstDifferencesAndCountsTheRest() {
    Path plan = folder.resolve("plan.json");
    Invocation.line(
            "search lenet --machine p100 --devices 4 --global-batch 64 --start data-parallel"
                + " --proposals 0 --out",
            plan)
        .succeeds();
    assertThat(
            complaint(
                "simulate lenet --machine p100 --devices 2 --global-batch 64 --strategy", plan))
        .contains("choose from 0 to 1")
        .containsPattern("; and \\d+ more$");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "search lenet --out",
        "train lenet --out",
        "train lenet --record",
        "simulate lenet --record"
      })
  void filesThatCannotBeWritten(String command) throws IOException {
    String words =
        command.startsWith("simulate") ? command : command.replace("lenet", "lenet" + LONG);
    Path inFile = file("file", "").resolve("result");
    assertThat(complaint(words, inFile)).contains("there is no folder '" + folder.resolve("file"));
    assertThat(complaint(words, folder.resolve("no/result"))).contains("there is no folder");
    assertThat(complaint(words, folder)).contains("is a folder; name a file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"search", "train", "simulate"})
  void foldersThatCannotBeWritten(String command) throws IOException {
    String words = command + " lenet" + (command.equals("simulate") ? "" : LONG) + " --report";
    Path plain = file("file", "kept");
    assertThat(complaint(words, plain)).contains("is a file; name a folder");
    if (command.equals("train")) {
      String saved = words.replace("--report", "--checkpoint");
      assertThat(complaint(saved, plain)).contains("is a file; name a folder");
    }
    assertThat(complaint(words, plain.resolve("below"))).contains("cannot be made");
    assertThat(plain).hasContent("kept");
  }
}
