/* The small workloads in FANN (libfann): online updates, or its own batch training (which has no momentum).
 *
 * cc -O3 -o with_fann_double with_fann.c -DDOUBLE -ldoublefann -lm
 * cc -O3 -o with_fann_float  with_fann.c          -lfloatfann  -lm
 * Usage: with_fann_double FOLDER WORKLOAD
 *
 * FOLDER/WORKLOAD.txt holds the workload as plain numbers (compare.py writes it): layers, their sizes, samples, batch, learning rate,
 * momentum, activations (0 = logistic, 1 = tanh) of the hidden and the output layers; then each sample's inputs and targets; then,
 * layer by layer and unit by unit, the weights and the bias.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef DOUBLE
#include <doublefann.h>
#else
#include <floatfann.h>
#endif

static unsigned layers, sizes[16], samples, batch;
static double learning_rate, momentum;
static int hidden, output;
static fann_type *inputs, *targets, *weights;
static unsigned weight_count;
static struct fann *network;
static struct fann_train_data **batches;
static unsigned batch_count;

static double number(FILE *file) {
  double value;
  if (fscanf(file, "%lf", &value) != 1) {
    fprintf(stderr, "the workload's file ends too early\n");
    exit(1);
  }
  return value;
}

static void load(const char *folder, const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s.txt", folder, name);
  FILE *file = fopen(path, "r");
  if (!file) {
    perror(path);
    exit(1);
  }
  layers = (unsigned)number(file);
  for (unsigned i = 0; i < layers; i++) sizes[i] = (unsigned)number(file);
  samples = (unsigned)number(file);
  batch = (unsigned)number(file);
  learning_rate = number(file);
  momentum = number(file);
  hidden = (int)number(file);
  output = (int)number(file);
  unsigned in = sizes[0], out = sizes[layers - 1];
  inputs = malloc(sizeof *inputs * in * samples);
  targets = malloc(sizeof *targets * out * samples);
  for (unsigned s = 0; s < samples; s++) {
    for (unsigned i = 0; i < in; i++) inputs[s * in + i] = (fann_type)number(file);
    for (unsigned i = 0; i < out; i++) targets[s * out + i] = (fann_type)number(file);
  }
  for (unsigned l = 1; l < layers; l++) weight_count += sizes[l] * (sizes[l - 1] + 1);
  weights = malloc(sizeof *weights * weight_count);
  for (unsigned w = 0; w < weight_count; w++) weights[w] = (fann_type)number(file);
  fclose(file);
}

/* FANN's tanh and logistic have a steepness: tanh(s·z), and the logistic function of 2·s·z. */
static void reset(void) {
  if (network) fann_destroy(network);
  network = fann_create_standard_array(layers, sizes);
  fann_set_activation_function_hidden(network, hidden ? FANN_SIGMOID_SYMMETRIC : FANN_SIGMOID);
  fann_set_activation_function_output(network, output ? FANN_SIGMOID_SYMMETRIC : FANN_SIGMOID);
  fann_set_activation_steepness_hidden(network, hidden ? 1.0 : 0.5);
  fann_set_activation_steepness_output(network, output ? 1.0 : 0.5);
  fann_set_training_algorithm(network, batch > 1 ? FANN_TRAIN_BATCH : FANN_TRAIN_INCREMENTAL);
  fann_set_train_error_function(network, FANN_ERRORFUNC_LINEAR);
  fann_set_learning_rate(network, (float)learning_rate);
  fann_set_learning_momentum(network, (float)momentum);
  /* Its connections go unit by unit: the weights from the layer before, then the bias, as in the file. */
  memcpy(network->weights, weights, sizeof *weights * weight_count);
}

static void epochs(unsigned count) {
  unsigned in = sizes[0], out = sizes[layers - 1];
  for (; count; count--) {
    if (batch > 1)
      for (unsigned b = 0; b < batch_count; b++) fann_train_epoch(network, batches[b]);
    else
      for (unsigned s = 0; s < samples; s++) fann_train(network, inputs + s * in, targets + s * out);
  }
}

static double loss(void) {
  unsigned in = sizes[0], out = sizes[layers - 1];
  double sum = 0;
  for (unsigned s = 0; s < samples; s++) {
    fann_type *answer = fann_run(network, inputs + s * in);
    for (unsigned i = 0; i < out; i++) {
      double off = (double)answer[i] - (double)targets[s * out + i];
      sum += 0.5 * off * off;
    }
  }
  return sum / samples;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

int main(int count, char **arguments) {
  if (count != 3) {
    fprintf(stderr, "usage: %s FOLDER WORKLOAD\n", arguments[0]);
    return 2;
  }
  load(arguments[1], arguments[2]);
  unsigned in = sizes[0], out = sizes[layers - 1];
  if (batch > 1) {
    batch_count = (samples + batch - 1) / batch;
    batches = malloc(sizeof *batches * batch_count);
    for (unsigned b = 0; b < batch_count; b++) {
      unsigned start = b * batch, length = samples - start < batch ? samples - start : batch;
      batches[b] = fann_create_train(length, in, out);
      for (unsigned s = 0; s < length; s++) {
        memcpy(batches[b]->input[s], inputs + (start + s) * in, sizeof *inputs * in);
        memcpy(batches[b]->output[s], targets + (start + s) * out, sizeof *targets * out);
      }
    }
  }
  reset();
  puts("ready");
  fflush(stdout);
  char command[16];
  double amount;
  unsigned at_once = 1;
  while (scanf("%15s %lf", command, &amount) == 2) {
    if (strcmp(command, "check") == 0) {
      reset();
      epochs((unsigned)amount);
      printf("loss %.17g\n", loss());
    } else {
      double start = now(), end, done = 0;
      for (;;) {
        double before = now();
        epochs(at_once);
        done += at_once;
        end = now();
        if (end - start >= amount) break;
        if (end - before < amount / 20) at_once *= 2;
      }
      printf("rate %.17g\n", done * samples / (end - start));
    }
    fflush(stdout);
  }
  return 0;
}
