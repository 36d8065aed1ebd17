/**
 * Grafana dashboards, written in Java and kept as JSON in {@code deploy/grafana/dashboards}.
 *
 * <p>A {@link Dashboard} is a list of {@link Row}s of {@link Panel}s, in the order in which they
 * are read. {@link DashboardJson} gives them ids and places and writes what Grafana's dashboard
 * model wants. The classes {@code GcOverview}, {@code FleetOverview}, {@code FirmwareComparison}
 * and {@code ControlRoom} hold what the panels ask; {@link Dashboards} lists them.
 *
 * <p>Figures of boards exist twice, {@code hostless_*} summed for each agent and
 * {@code hostless_node_*} for single nodes. {@link Level} is the choice between the two, so that a
 * section of panels is written once and shown at both.
 */
@NullMarked
package dev.hostless.deploy.grafana;

import org.jspecify.annotations.NullMarked;
