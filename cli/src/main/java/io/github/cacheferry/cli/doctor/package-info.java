/**
 * What {@code cacheferry doctor} looks at. Each {@link io.github.cacheferry.cli.doctor.Check} is
 * one class that looks at one thing and tells {@link io.github.cacheferry.cli.doctor.Finding}s; an
 * {@link io.github.cacheferry.cli.doctor.Examination} runs many at once, each for a bounded time.
 * What can be wrong, and what to do about it, is a {@link io.github.cacheferry.cli.doctor.Trap}.
 * Nothing here changes anything, neither at a backend nor on this machine.
 */
@NullMarked
package io.github.cacheferry.cli.doctor;

import org.jspecify.annotations.NullMarked;
