/**
 * The directories that run makes for builds where nobody said which to use. They lie beside each
 * other, each with the key of its build in its name ({@link
 * io.github.cacheferry.cli.directory.OwnDirectory}). A run holds its own for as long as it goes on,
 * and removes at its end those of other builds that are not run any more ({@link
 * io.github.cacheferry.cli.directory.DirectoryUse}); otherwise a machine that lives long, with a
 * working directory of another name for each job, would fill its disk. Nothing is removed whose
 * name or content is not exactly what a run makes.
 */
@NullMarked
package io.github.cacheferry.cli.directory;

import org.jspecify.annotations.NullMarked;
