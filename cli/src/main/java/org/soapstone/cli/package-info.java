/**
 * The {@code soapstone} command: {@link org.soapstone.cli.Main} and one class for each subcommand.
 *
 * <p>Standard output carries the answer, standard error everything else; with {@code --json} the
 * answer is exactly one JSON object, whose fields {@code docs/command.md} lists. What was asked is
 * checked before long work begins.
 *
 * <p>The exit status is 0 when the work is done, 1 for a fault of Soapstone's own (with a stack
 * trace), 2 when the input was wrong (with one sentence), 3 when no plan fits the machine, 4 when a
 * task failed, 130 when the run was interrupted.
 */
package org.soapstone.cli;
