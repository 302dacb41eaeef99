/**
 * One class a command, with the options that they share. A command checks all specs before it does
 * any I/O, composes importers, exporters and the transfer engine, and hands what came of it to a
 * report.
 */
@NullMarked
package io.github.cacheferry.cli.command;

import org.jspecify.annotations.NullMarked;
