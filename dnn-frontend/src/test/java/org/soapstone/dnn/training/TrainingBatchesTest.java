package org.soapstone.dnn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.soapstone.dnn.data.Dataset;

class TrainingBatchesTest {

  private static List<Integer> images(TrainingBatches batches, long iteration, int batch) {
    List<Integer> images = new ArrayList<>();
    for (int position = 0; position < batch; position++) {
      float[] pixel = new float[1];
      batches.load(iteration, position, pixel);
      assertThat(batches.label(iteration, position)).isEqualTo(Math.floorMod((int) pixel[0], 7));
      images.add((int) pixel[0]);
    }
    return images;
  }

  private static List<Integer> epoch(TrainingBatches batches, int epoch) {
    List<Integer> images = new ArrayList<>();
    for (int step = 0; step < batches.stepsPerEpoch(); step++) {
      images.addAll(images(batches, (long) epoch * batches.stepsPerEpoch() + step, 4));
    }
    return images;
  }

  @Test
  void anEpochTakesEveryImageAtMostOnceInAnOrderOfItsOwn() {
    var batches = new TrainingBatches(new Numbers(23), Optional.empty(), 4, 1, 5);
    assertThat(batches.stepsPerEpoch()).isEqualTo(5);
    List<Integer> first = epoch(batches, 0);
    assertThat(first).hasSize(20).doesNotHaveDuplicates().allMatch(i -> i >= 0 && i < 23);
    assertThat(epoch(batches, 1)).doesNotHaveDuplicates().isNotEqualTo(first);
    assertThat(first).isNotEqualTo(IntStream.range(0, 20).boxed().toList());
  }

  @Test
  void theSeedAloneDecidesTheOrder() {
    var batches = new TrainingBatches(new Numbers(23), Optional.empty(), 4, 1, 5);
    var again = new TrainingBatches(new Numbers(23), Optional.empty(), 4, 1, 5);
    var other = new TrainingBatches(new Numbers(23), Optional.empty(), 4, 1, 6);
    for (int epoch = 9; epoch >= 0; epoch--) {
      assertThat(epoch(again, epoch)).isEqualTo(epoch(batches, epoch));
    }
    assertThat(epoch(other, 0)).isNotEqualTo(epoch(batches, 0));
  }

  @Test
  void everyTestImageCountsOnce() {
    var batches = new TrainingBatches(new Numbers(8), Optional.of(new Numbers(10)), 4, 1, 5);
    assertThat(batches.testBatches()).isEqualTo(3);
    List<Integer> counted = new ArrayList<>();
    for (int batch = 0; batch < 3; batch++) {
      List<Integer> images = images(batches, TrainingBatches.testIteration(batch), 4);
      for (int position = 0; position < 4; position++) {
        if (batches.counts(TrainingBatches.testIteration(batch), position)) {
          counted.add(images.get(position));
        } else {
          assertThat(images.get(position)).isZero();
        }
      }
    }
    assertThat(counted).isEqualTo(IntStream.range(0, 10).boxed().toList());
  }

  @Test
  void aBatchMustBeFilled() {
    assertThatThrownBy(() -> new TrainingBatches(new Numbers(3), Optional.empty(), 4, 1, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has 3 images, fewer than a batch of 4");
  }

  /** Images of one pixel, which is their number. */
  private record Numbers(int size) implements Dataset {
    @Override
    public String name() {
      return "numbers";
    }

    @Override
    public int height() {
      return 1;
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public int channels() {
      return 1;
    }

    @Override
    public int classes() {
      return 7;
    }

    @Override
    public void load(int index, float[] into) {
      into[0] = index;
    }

    @Override
    public int label(int index) {
      return index % 7;
    }
  }

  @Test
  void stepsOfMicroBatchesGoThroughTheImagesOfStepsOfOneBatch() {
    var whole = new TrainingBatches(new Numbers(23), Optional.empty(), 6, 1, 5);
    var parts = new TrainingBatches(new Numbers(23), Optional.empty(), 2, 3, 5);
    assertThat(parts.stepsPerEpoch()).isEqualTo(whole.stepsPerEpoch()).isEqualTo(3);
    for (int step = 0; step < 7; step++) {
      for (int position = 0; position < 6; position++) {
        assertThat(parts.label(3L * step + position / 2, position % 2))
            .isEqualTo(whole.label(step, position));
      }
    }
  }
}
