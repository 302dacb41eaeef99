/**
 * What a run shows on stderr while it works: lines for logs, a few redrawn lines for terminals,
 * JSON for programs, or only warnings. Renderers are told of events by any thread and of time by
 * one clock thread, so that silence never lasts.
 */
@NullMarked
package io.github.cacheferry.cli.progress;

import org.jspecify.annotations.NullMarked;
