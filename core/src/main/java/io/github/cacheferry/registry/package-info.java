/**
 * The protocol of container registries (OCI distribution, Docker Registry HTTP API V2): each step
 * of it is one small class that knows its request and its answers, and {@link
 * io.github.cacheferry.registry.RegistryClient} runs them with authentication, retries and errors
 * that say what to do. What a cache is there is not known here.
 */
@NullMarked
package io.github.cacheferry.registry;

import org.jspecify.annotations.NullMarked;
