/**
 * An OCI image layout directory as BuildKit's local cache has it: blobs named by their digest, and
 * an {@code index.json} that gives tags to manifests. Reading needs no lock and no write access;
 * writing stores blobs first and then switches the index in one step, under the lock that BuildKit
 * takes too. What a cache means is not known here.
 */
@NullMarked
package io.github.cacheferry.layout;

import org.jspecify.annotations.NullMarked;
