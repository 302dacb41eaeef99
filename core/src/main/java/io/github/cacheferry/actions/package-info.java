/**
 * The wire client of the GitHub Actions cache service, in both of its versions: which service a job
 * may talk to and with what token, looking entries up, reserving, uploading and finalising them.
 * What a BuildKit cache means there is the importers' and exporters' matter; only its keys are
 * named here, because both need them.
 */
@NullMarked
package io.github.cacheferry.actions;

import org.jspecify.annotations.NullMarked;
