/**
 * HTTP for every backend that speaks it: one client with the run's proxies, certificates and time
 * limits, bounded reading of bodies, redirects that leak no credentials, and the one place where
 * requests are repeated. What a status means is the matter of the protocol packages.
 */
@NullMarked
package io.github.cacheferry.http;

import org.jspecify.annotations.NullMarked;
