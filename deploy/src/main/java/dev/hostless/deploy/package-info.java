/**
 * What is beside the services where Hostless is operated: dashboards and rules, made from readable
 * sources and written to the folders {@code grafana} and {@code prometheus}.
 */
@NullMarked
package dev.hostless.deploy;

import org.jspecify.annotations.NullMarked;
