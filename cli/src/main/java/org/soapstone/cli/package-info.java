/**
 * The {@code soapstone} command: {@link org.soapstone.cli.Main} and one class for each subcommand.
 *
 * <p>Standard output carries the answer, standard error everything else. The exit status is 0 when
 * the work is done, 1 for a fault of Soapstone's own, 2 when the input was wrong.
 */
package org.soapstone.cli;
