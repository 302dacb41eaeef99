/**
 * What a run tells the CI system that it is a step of, besides its data on stdout. On GitHub that
 * are workflow commands, lines of a form of their own that the runner takes out of the step's
 * output (annotations, groups, masks), and file commands, files that it reads after the step
 * (outputs, the summary). Elsewhere a {@link io.github.cacheferry.cli.workflow.Workflow} writes the
 * plain lines that people read.
 */
@NullMarked
package io.github.cacheferry.cli.workflow;

import org.jspecify.annotations.NullMarked;
