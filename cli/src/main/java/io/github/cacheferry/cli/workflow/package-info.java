/**
 * What a run tells the CI system that it is a step of, besides its data on stdout. On GitHub that
 * are workflow commands, lines of a form of their own that the runner takes out of the step's
 * output (annotations, groups, masks), and file commands, files that it reads after the step
 * (outputs, the summary); on Azure Pipelines logging commands, which are lines for all of these; on
 * GitLab and Buildkite marks in the log, between which it is folded. Elsewhere a {@link
 * io.github.cacheferry.cli.workflow.Workflow} writes the plain lines that people read. A file of
 * outputs as lines can be had on all of them.
 */
@NullMarked
package io.github.cacheferry.cli.workflow;

import org.jspecify.annotations.NullMarked;
