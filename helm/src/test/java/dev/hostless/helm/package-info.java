/**
 * What the chart in {@code helm/hostless} renders, and what it refuses. Helm itself runs inside the
 * tests, as a library; no cluster is needed.
 */
@NullMarked
package dev.hostless.helm;

import org.jspecify.annotations.NullMarked;
